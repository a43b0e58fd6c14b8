"""Text becomes vectors: the protocol, the default model in ONNX Runtime, and any other in sentence-transformers."""
