"""A peer of our queue: Celery over Redis, with the same task that does nothing.

Started as `celery --app celery_queue worker` it works. Started as a program it hands out: each line of
standard input says how many tasks and how many of them at a time, and is answered by the seconds that all
took and, for each, the seconds from the return of the call that handed it out until its end was heard.

A task is acknowledged after its end, so that one whose worker is killed runs again; and its result is kept,
because that is how its end is heard.
"""

import json
import os
import sys
import time
from collections import deque

from celery import Celery

URL = os.environ["BENCH_REDIS_URL"]

app = Celery("bench", broker=URL, backend=URL)
app.conf.update(
    accept_content=["json"],
    broker_connection_retry_on_startup=True,
    result_serializer="json",
    task_acks_late=True,
    task_default_queue="celery_bench",
    task_reject_on_worker_lost=True,
    task_serializer="json",
)


@app.task(name="nothing")
def nothing() -> None:
    """Is over at once."""


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(run(**json.loads(line))), flush=True)


def run(tasks: int, at_a_time: int) -> dict:
    consumer = app.backend.result_consumer
    handed_out = {}
    seconds = []
    ended = deque()
    begun = time.perf_counter()
    left = tasks
    while len(seconds) < tasks:
        while left and len(handed_out) < at_a_time:
            result = nothing.delay()
            handed_out[result.id] = (time.perf_counter(), result)
            result.then(ended.append, on_error=ended.append)
            left -= 1
        if not ended:
            consumer.drain_events(timeout=1)
        now = time.perf_counter()
        while ended:
            result = ended.popleft()
            seconds.append(now - handed_out.pop(result.id)[0])
            if result.state != "SUCCESS":
                raise SystemExit(f"a task ended as {result.state}")
    took = time.perf_counter() - begun
    return {"seconds": took, "each": seconds}


if __name__ == "__main__":
    main()
