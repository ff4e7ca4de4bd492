#!/usr/bin/env python3
"""Measures each normalised layer of the default networks (convolution, batch norm, activation) in
PyTorch, forward and backward apart: cuDNN at its fastest algorithm, channels last, on a GPU in bf16
with f32 norms, else in f32, tensor cores off. Names are those of bench --ops layer.
"""
import argparse

import torch
from torch import nn

import pytorch_common as common
import sleeve_torch


def layers_of(model):
    """(name, layer, activation, shape of its input without the batch)."""
    first, generator = model["generator"]["first"], model["generator"]["up"]
    inputs, size, channels = model["latent"] + model["embedding"], first["size"], first["channels"]
    yield ("generator.project", sleeve_torch.Up(inputs, channels, size, 1, 0, True), nn.ReLU(),
           (inputs, 1, 1))
    for index, one in enumerate(generator):
        if one["norm"]:
            yield (f"generator.up.{index}",
                   sleeve_torch.Up(channels, one["channels"], 4, 2, 1, True), nn.ReLU(),
                   (channels, size, size))
        size, channels = size * 2, one["channels"]
    size, channels = model["image_size"], 3
    for index, one in enumerate(model["discriminator"]["down"]):
        if one["norm"]:
            yield (f"discriminator.down.{index}",
                   sleeve_torch.Down(channels, one["channels"], 4, 2, True),
                   nn.LeakyReLU(model["slope"]), (channels, size, size))
        size, channels = size // 2, one["channels"]


class PlacedLayer:
    """A layer with sets of inputs enough to fill the GPU's last cache twice."""

    def __init__(self, layer, activation, shape, options):
        dtype = torch.bfloat16 if options.precision == "bf16" else torch.float32
        layer = layer.to(options.device, memory_format=torch.channels_last)
        layer.weight.data = layer.weight.data.to(dtype)
        self.run = nn.Sequential(layer, activation)
        self.parameters = list(layer.parameters())

        def random(*sizes):
            array = torch.randn(*sizes, device=options.device, dtype=dtype)
            return array.to(memory_format=torch.channels_last)
        probe = self.run(random(options.batch, *shape))
        element_bytes = 2 if options.precision == "bf16" else 4
        set_bytes = element_bytes * 3 * (options.batch * shape[0] * shape[1] * shape[2]
                                         + probe.numel())
        cache = 0
        if options.device == "cuda":
            properties = torch.cuda.get_device_properties(0)
            cache = getattr(properties, "L2_cache_size", 64 << 20)
        self.count = max(1, min(64, -(-2 * cache // set_bytes)))
        self.inputs = [random(options.batch, *shape).requires_grad_() for _ in range(self.count)]
        self.gradients = [random(*probe.shape) for _ in range(self.count)]

    def forward(self):
        return [self.run(x) for x in self.inputs]

    def backward(self, results):
        for x, y, gradient in zip(self.inputs, results, self.gradients):
            torch.autograd.grad(y, [x, *self.parameters], gradient, retain_graph=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--precision", choices=["auto", "f32", "bf16"], default="auto")
    common.add_options(parser)
    options = common.prepare(parser)
    if options.precision == "auto":
        options.precision = "bf16" if options.device == "cuda" else "f32"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    measurements = []
    for name, layer, activation, shape in layers_of(
            common.default_recipe(options.size, options.width)["model"]):
        placed = PlacedLayer(layer, activation, shape, options)
        stream = torch.cuda.Stream() if options.device == "cuda" else None
        forward, results = common.recorded(placed.forward, options.device, stream)
        forward()
        backward, _ = common.recorded(
            lambda placed=placed, results=results: placed.backward(results), options.device,
            stream)
        for way, launch in (("forward", forward), ("backward", backward)):
            seconds = common.measure(options.device, launch, options.repetitions, placed.count)
            measurements.append(common.measurement(f"layer/{name}/{way}", seconds))
    common.write_results(options.json, "cuDNN by PyTorch" if options.device == "cuda" else "layers",
                         options.device, options.precision, options.batch, measurements)


if __name__ == "__main__":
    main()
