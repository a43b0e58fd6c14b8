"""The default model, all-MiniLM-L6-v2, run by ONNX Runtime: its graphs without weights, and what fills them."""
