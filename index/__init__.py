"""Articles become passages, vectors and a searchable library."""

import os

# Every way into onrecord leads through this package, so what has to be said before a library is loaded is said here.
# It holds for the processes that are started, too. What the user has set stays.
ENVIRONMENT = {
    # ONNX Runtime sends telemetry from 1.29 on: it looks up its maker's host, and leaves a device's id and a queue of
    # events in the user's cache. Only this, set before its import, stops it.
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "DO_NOT_TRACK": "1",
    # Torch's and FAISS's threads would otherwise spin while they wait: two processes that answer at once on two cores
    # then took ten times as long for each question.
    "OMP_WAIT_POLICY": "PASSIVE",
}
for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
