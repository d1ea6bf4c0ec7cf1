// A peer of our queue: BullMQ over Redis, with the same task that does nothing.
//
// Started with "work" and a number it works on so many tasks at a time. Started with "hand-out", each line of
// standard input says how many tasks and how many of them at a time, and is answered by the seconds that all
// took and, for each, the seconds from the return of the call that handed it out until its end was heard.

"use strict";

const { createInterface } = require("node:readline");
const { Queue, QueueEvents, Worker } = require("bullmq");

const NAME = "bullmq_bench";
const url = new URL(process.env.BENCH_REDIS_URL);
const connection = { host: url.hostname, port: Number(url.port), password: decodeURIComponent(url.password) };

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function work(concurrency) {
  const worker = new Worker(NAME, async () => null, { connection: { ...connection, maxRetriesPerRequest: null }, concurrency });
  await worker.waitUntilReady();
  say("ready");
  process.stdin.resume();
  process.stdin.on("end", async () => {
    await worker.close();
    process.exit(0);
  });
}

async function handOut() {
  // Ended tasks must stay for a moment: who waits for one looks whether it has ended already.
  const kept = { removeOnComplete: { count: 1000 } };
  const queue = new Queue(NAME, { connection, defaultJobOptions: kept });
  const events = new QueueEvents(NAME, { connection });
  queue.setMaxListeners(0);
  events.setMaxListeners(0);
  await queue.waitUntilReady();
  await events.waitUntilReady();
  say("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    say(await run(queue, events, JSON.parse(line)));
  }
  process.exit(0);
}

async function run(queue, events, { tasks, at_a_time }) {
  const each = [];
  let left = tasks;
  const begun = performance.now();
  const hand = async () => {
    while (left > 0) {
      left -= 1;
      const job = await queue.add("nothing", null);
      const handedOut = performance.now();
      await job.waitUntilFinished(events);
      each.push((performance.now() - handedOut) / 1000);
    }
  };
  await Promise.all(Array.from({ length: at_a_time }, hand));
  return { seconds: (performance.now() - begun) / 1000, each };
}

if (process.argv[2] === "work") {
  work(Number(process.argv[3]));
} else {
  handOut();
}
