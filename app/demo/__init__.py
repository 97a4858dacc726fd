"""The demonstration: local mode with three months of simulated contacts."""
