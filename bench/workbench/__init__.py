"""The bench: workloads, tools, measuring, reporting."""
