#!/usr/bin/env python3
"""Replays a trace (train_gan --trace FILE) in PyTorch and compares what comes out.

PyTorch starts from the trace's initial state, gets exactly the inputs of each step, and carries
its own state forward. Every loss of every step must agree within 1e-4 of its value; after the
last step the error of every tensor must be at most 1 % of the norm of the tensor's own change.
Exit code: 0 if all agree, 1 if not, 2 if the file cannot be replayed.
"""
import argparse
import json
import sys

import sleeve_torch

LOSS_TOLERANCE = 1e-4
TENSOR_TOLERANCE = 0.01
LOSSES = ("total", "source", "genre", "decade", "code", "diversity")  # as in a trace's losses.PASS


def compare_losses(step, tensors, losses):
    """Prints a line; returns whether all agree."""
    pairs = {"loss_discriminator": losses["real"]["total"] + losses["fake"]["total"],
             "loss_generator": losses["generator"]["total"]}
    traced = {name: tensors[f"step.{step}.{name}"] for name in pairs}
    for name, values in losses.items():
        for index, loss in enumerate(LOSSES):
            if loss in values:
                pairs[f"{name}.{loss}"] = values[loss]
                traced[f"{name}.{loss}"] = tensors[f"step.{step}.losses.{name}"][index]
    worst, worst_error, agree = "", -1.0, True
    for name, value in pairs.items():
        difference = abs(value.item() - traced[name].item())
        agree &= difference <= LOSS_TOLERANCE * abs(value.item())
        error = difference / abs(value.item()) if value.item() else difference
        if not error <= worst_error:
            worst, worst_error = name, error
    print(f"step {step:4}  L_D {pairs['loss_discriminator']:9.6f}  "
          f"L_G {pairs['loss_generator']:9.6f}  worst of {len(pairs)} losses: "
          f"{worst} {worst_error:.1e}  {'ok' if agree else 'DIFFERS'}")
    return agree


def compare_tensors(step, tensors, replayed):
    """Prints a line per tensor; returns whether all agree."""
    print(f"\n{'tensor':48} {'its change':>11} {'error':>11} {'share':>9}")
    all_agree = True
    for name, value in replayed.items():
        traced, start = tensors[f"step.{step}.{name}"].double(), tensors[name].double()
        change = (traced - start).norm().item()
        error = (traced - value.double()).norm().item()
        agree = error <= TENSOR_TOLERANCE * change
        all_agree &= agree
        share = f"{error / change:9.2%}" if change else "        -"
        print(f"{name:48} {change:11.3e} {error:11.3e} {share}{'' if agree else '  DIFFERS'}")
    return all_agree


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", help="a file written by train_gan --trace")
    path = parser.parse_args().trace
    try:
        tensors, metadata = sleeve_torch.read_safetensors(path)
        first, steps = int(metadata["step"]) + 1, int(metadata["steps"])
        training = sleeve_torch.Training(json.loads(metadata["training"]), tensors, first - 1)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        print(f"{path}: not a trace that can be replayed: {error!r}", file=sys.stderr)
        return 2
    agree = True
    for step in range(first, first + steps):
        losses = training.step(sleeve_torch.step_inputs(tensors, step))
        agree &= compare_losses(step, tensors, losses)
    agree &= compare_tensors(first + steps - 1, tensors, training.tensors())
    print(f"\n{'PyTorch agrees' if agree else 'PyTorch does NOT agree'}: {steps} steps, "
          f"losses within {LOSS_TOLERANCE:g}, tensors within {TENSOR_TOLERANCE:.0%} of their change")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
