"""Articles become passages, vectors and a searchable library."""

import os

# Every way into onrecord leads through this package, so what has to be said before a library is loaded is said here.
# It holds for the processes that are started, too. What the user has set stays.
#
# The other libraries below us were read for it, too. LangSmith (under langchain-core) traces runnables: we run none.
# FastAPI exports traces where FASTAPI_OTEL_AUTO_CONFIGURE is set; pymilvus, milvus-lite, trafilatura, courlan, tld,
# tokenizers, transformers, Torch, FAISS, pandas, typer and rich send nothing of themselves.
# `python -m eval.benchmarks.nothing_leaves` counts what leaves all the same.
ENVIRONMENT = {
    # ONNX Runtime sends telemetry from 1.29 on: it looks up its maker's host, and leaves a device's id and a queue of
    # events in the user's cache. Only this, set before its import, stops it.
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub's, and hf_xet's below it
    "GRADIO_ANALYTICS_ENABLED": "False",  # what Gradio tells of itself, and its look for a newer version
    "DO_NOT_TRACK": "1",  # whatever else keeps to it
    # Torch's and FAISS's threads would otherwise spin while they wait: two processes that answer at once on two cores
    # then took ten times as long for each question.
    "OMP_WAIT_POLICY": "PASSIVE",
}
for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
