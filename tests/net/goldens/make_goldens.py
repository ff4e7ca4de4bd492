#!/usr/bin/env python3
"""Makes the golden training runs that tests/net compares with: ten steps by PyTorch's autograd.

A golden file is a trace (see docs/formats.md) whose inputs were drawn and whose losses and weights
were computed by PyTorch alone; of the weights it holds the first and the last.
Usage: make_goldens.py [FOLDER]   (default: the folder of this script)
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "scripts"))
import sleeve_torch  # noqa: E402

STEPS, BATCH = 10, 4


def layer(channels, kernel=4, stride=2, norm=True, dropout=0.0):
    return {"channels": channels, "kernel": kernel, "stride": stride, "norm": norm,
            "dropout": dropout}


# The layers that follow from width 4 at 16x16; decades, a code, every label known.
DEFAULT = {
    "model": {"image_size": 16, "latent": 8, "codes": 1, "embedding": 4, "slope": 0.2,
              "genres": 3, "decades": 2,
              "generator": {"first": {"size": 4, "channels": 8, "norm": True, "linear": False},
                            "up": [layer(4), layer(3, norm=False)]},
              "discriminator": {"down": [layer(4, norm=False), layer(8)]}},
    "train": {"generator_rate": 2e-4, "discriminator_rate": 2e-4, "beta1": 0.5, "beta2": 0.999,
              "real_target": 0.9, "genre_weight": 1.0, "fake_genre_weight": 0.0,
              "decade_weight": 1.0, "code_weight": 1.0, "average_decay": 0.999}}

# Every kernel and stride, dropout in both networks, layers without norm, a linear first map,
# instance noise, blended and unknown labels, and no weight at its default.
SPELLED_OUT = {
    "model": {"image_size": 16, "latent": 6, "codes": 2, "embedding": 3, "slope": 0.1,
              "genres": 4, "decades": 3,
              "generator": {"first": {"size": 2, "channels": 10, "norm": False, "linear": True},
                            "up": [layer(6, kernel=5, dropout=0.25), layer(5, kernel=3),
                                   layer(5, kernel=3, stride=1, norm=False),
                                   layer(3, kernel=5, norm=False)]},
              "discriminator": {"down": [layer(4, kernel=3, norm=False, dropout=0.5),
                                         layer(5, kernel=3, stride=1, dropout=0.25),
                                         layer(6, kernel=5), layer(7, kernel=4)]}},
    "train": {"generator_rate": 5e-4, "discriminator_rate": 1e-4, "beta1": 0.6, "beta2": 0.99,
              "real_target": 0.8, "genre_weight": 2.0, "fake_genre_weight": 0.5,
              "decade_weight": 0.7, "code_weight": 1.5, "average_decay": 0.3}}


def initialize(module):
    """Larger convolutions than DCGAN's and biases other than 0, so that such small networks have
    gradients worth comparing and no bias can be mistaken for another."""
    for name, parameter in module.named_parameters():
        mean = 1.0 if name.endswith("norm.weight") else 0.0
        deviation = 1.0 if name.startswith("embed.") else 0.1
        torch.nn.init.normal_(parameter, mean, deviation)
    return module


def one_hot(classes):
    return F.one_hot(torch.randint(0, classes, (BATCH,)), classes).float()


def draw_masks(layers, name, size, up):
    """Dropout masks in the order of the layers; size is that of the first one's input."""
    masks = {}
    for index, one in enumerate(layers):
        size = size * one["stride"] if up else -(-size // one["stride"])
        if one["dropout"] > 0:
            keep = torch.rand(BATCH, size, size, one["channels"]) >= one["dropout"]
            masks[f"keep.{name}.{index}"] = keep.to(torch.uint8)
    return masks


def draw_inputs(model, difficult):
    """Inputs of one step, as a trace holds them; `difficult` has noise and imperfect labels."""
    size = model["image_size"]
    covers = torch.rand(BATCH, size, size, 3) * 2 - 1
    inputs = {"images": covers, "genres": one_hot(model["genres"]),
              "decades": one_hot(model["decades"]), "latents": torch.randn(BATCH, model["latent"]),
              "codes": torch.rand(BATCH, model["codes"]) * 2 - 1,
              "fake_genres": one_hot(model["genres"]), "fake_decades": one_hot(model["decades"])}
    if difficult:
        inputs["genres"][0] = 0
        inputs["genres"][1] = torch.tensor([0.5, 0.0, 0.5, 0.0])
        inputs["decades"][2] = 0
        inputs["fake_genres"][3] = torch.tensor([0.2, 0.3, 0.0, 0.5])
        inputs.update({f"noise.{name}": 0.3 * torch.randn_like(covers)
                       for name in ("real", "fake", "generator")})
    generator, down = model["generator"], model["discriminator"]["down"]
    inputs.update(draw_masks(generator["up"], "generator.up", generator["first"]["size"], True))
    for name in ("real", "fake", "generator"):
        inputs.update(draw_masks(down, f"{name}.down", size, False))
    return inputs


def make(path, description, seed, difficult):
    torch.manual_seed(seed)
    model = description["model"]
    modules = {"generator": initialize(sleeve_torch.Generator(model)),
               "discriminator": initialize(sleeve_torch.Discriminator(model))}
    tensors = {}
    for name, module in modules.items():
        tensors.update(sleeve_torch.tensors_of(module, name + "."))
        for key, parameter in module.named_parameters(prefix=name):
            for moment in ("exp_avg", "exp_avg_sq"):
                tensors[f"optimizer.{name}.{moment}.{key}"] = torch.zeros_like(parameter)
    tensors.update(sleeve_torch.tensors_of(modules["generator"], "generator_ema."))

    tensors = {name: value.detach().clone() for name, value in tensors.items()}
    training = sleeve_torch.Training(description, tensors, 0)
    for step in range(1, STEPS + 1):
        prefix = f"step.{step}."
        tensors.update({prefix + name: value
                        for name, value in draw_inputs(model, difficult).items()})
        losses = training.step(sleeve_torch.step_inputs(tensors, step))
        tensors[prefix + "loss_discriminator"] = losses["real"]["total"] + losses["fake"]["total"]
        tensors[prefix + "loss_generator"] = losses["generator"]["total"]
        for name, values in losses.items():
            tensors[prefix + "losses." + name] = torch.stack(
                [values[loss] for loss in ("total", "source", "genre", "decade", "code")
                 if loss in values])
    tensors.update({f"step.{STEPS}.{name}": value for name, value in training.tensors().items()})
    sleeve_torch.write_safetensors(path, tensors, {
        "format": "sleeve trace 1", "step": "0", "steps": str(STEPS), "config": "",
        "training": json.dumps(description),
        "genres": json.dumps([f"genre {i}" for i in range(model["genres"])]),
        "decades": json.dumps([f"decade {i}" for i in range(model["decades"])]),
        "program": f"make_goldens.py, PyTorch {torch.__version__}, seed {seed}"})
    print(f"{path}: {path.stat().st_size} bytes, PyTorch {torch.__version__}")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    torch.set_num_threads(1)
    make(folder / "default.safetensors", DEFAULT, 1, difficult=False)
    make(folder / "spelled_out.safetensors", SPELLED_OUT, 2, difficult=True)


if __name__ == "__main__":
    main()
