"""The peer of our embedder: the same model file and chunks through Python's onnxruntime and tokenizers.

The first line of standard input says which model and chunks. Each further line asks for something: "run"
embeds all chunks and answers the seconds it took, "vectors" answers the vectors of the last run.
"""

import json
import os
import sys
import time


def main() -> None:
    given = json.loads(sys.stdin.readline())
    # Read when tokenizers is loaded.
    os.environ["RAYON_NUM_THREADS"] = str(given["threads"])
    embed = load(given)
    vectors = None
    say("ready")
    for line in sys.stdin:
        if line.strip() == "run":
            begun = time.perf_counter()
            vectors = embed(given["chunks"])
            say(time.perf_counter() - begun)
        else:
            say(vectors.tolist())


def say(answer) -> None:
    print(json.dumps(answer), flush=True)


def load(given):
    """A function from texts to unit vectors."""
    import numpy
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = given["threads"]
    model = os.path.join(given["model_dir"], "model.onnx")
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(os.path.join(given["model_dir"], "tokenizer.json"))
    tokenizer.enable_truncation(given["max_tokens"])
    tokenizer.enable_padding()

    def run(texts):
        encodings = tokenizer.encode_batch(texts)
        mask = numpy.array([it.attention_mask for it in encodings], dtype=numpy.int64)
        feeds = {
            "input_ids": numpy.array([it.ids for it in encodings], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.array([it.type_ids for it in encodings], dtype=numpy.int64),
        }
        hidden = session.run(None, feeds)[0]
        weights = mask[:, :, None].astype(numpy.float32)
        means = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        return means / numpy.linalg.norm(means, axis=1, keepdims=True)

    def embed(texts):
        # Sorted by length, as anybody does who knows that a batch is padded to its longest.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        vectors = [None] * len(texts)
        for start in range(0, len(order), given["batch"]):
            places = order[start : start + given["batch"]]
            for place, vector in zip(places, run([texts[place] for place in places])):
                vectors[place] = vector
        return numpy.array(vectors)

    return embed


if __name__ == "__main__":
    main()
