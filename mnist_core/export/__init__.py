"""What a run becomes when it leaves the dashboard: an ONNX model, a bundle, a page of its own."""
