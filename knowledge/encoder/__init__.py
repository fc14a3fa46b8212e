"""The sentence encoder: built once from packaged weights, served by ONNX Runtime everywhere."""
