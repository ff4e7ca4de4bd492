#!/usr/bin/env python3
"""Measures Sleeve's training step in PyTorch: the same networks, losses, optimisers, moving average
and inputs (scripts/sleeve_torch.py), drawn on the device as Sleeve draws them.

  --mode eager     f32, tensor cores off
  --mode amp       autocast to bf16, channels last
  --mode compile   the same through torch.compile, and the whole step as one CUDA graph
Exit code: 0, or 2 for options that this PyTorch or this machine cannot do.
"""
import argparse

import torch

import pytorch_common as common
import sleeve_torch

COVERS = 4096  # in the table that batches are gathered from


def initial_tensors(description):
    """Those of a fresh training, as a checkpoint names them."""
    tensors = {}
    modules = {"generator": sleeve_torch.Generator(description["model"]),
               "discriminator": sleeve_torch.Discriminator(description["model"])}
    for name, module in modules.items():
        for key, parameter in module.named_parameters(prefix=name):
            if parameter.dim() == 4:
                torch.nn.init.normal_(parameter, 0, 0.02)
            for moment in ("exp_avg", "exp_avg_sq"):
                tensors[f"optimizer.{name}.{moment}.{key}"] = torch.zeros_like(parameter)
        tensors.update(sleeve_torch.tensors_of(module, name + "."))
    tensors.update(sleeve_torch.tensors_of(modules["generator"], "generator_ema."))
    return {name: value.detach().clone() for name, value in tensors.items()}


class Training(sleeve_torch.Training):
    """The step as a fast user of PyTorch writes it."""

    def __init__(self, description, options):
        super().__init__(description, initial_tensors(description), 0)
        self.options, self.description = options, description
        on_gpu, fast = options.device == "cuda", options.mode != "eager"
        layout = torch.channels_last if fast else torch.contiguous_format
        for name in ("generator", "discriminator", "average"):
            getattr(self, name).to(options.device, memory_format=layout)
        train = description["train"]
        for name in ("generator", "discriminator"):
            speed = {"fused": True, "capturable": True} if on_gpu else {}
            self.optimizers[name] = torch.optim.Adam(
                getattr(self, name).parameters(), lr=train[name + "_rate"],
                betas=(train["beta1"], train["beta2"]), eps=1e-8, **speed)
        if options.mode == "compile":
            self.compile_modules()
        if fast:
            # Without a cache of rounded weights, which a recorded step would keep for ever.
            cast = torch.autocast(options.device, torch.bfloat16, cache_enabled=False)
            self.loss, self.draw_fakes = cast(self.loss), cast(self.draw_fakes)
        self.table = torch.randint(0, 256, (COVERS, 3, options.size, options.size),
                                   dtype=torch.uint8, device=options.device)
        self.table = self.table.to(memory_format=layout)
        self.labels = torch.randint(0, common.GENRES, (COVERS,), device=options.device)

    def compile_modules(self):
        for name in ("generator", "discriminator"):
            setattr(self, name, torch.compile(getattr(self, name),
                                              mode="max-autotune-no-cudagraphs"))

    def draw_fakes(self, inputs):
        return self.generator(inputs["latents"], None, inputs["fake_genres"], None)

    def draw_inputs(self):
        options, model = self.options, self.description["model"]
        rows = torch.randint(0, COVERS, (options.batch,), device=options.device)
        fakes = torch.randint(0, common.GENRES, (options.batch,), device=options.device)

        def one_hot(classes):
            every = torch.arange(common.GENRES, device=options.device)
            return (classes[:, None] == every).float()
        return {"images": self.table[rows].float() / 127.5 - 1,
                "genres": one_hot(self.labels[rows]), "fake_genres": one_hot(fakes),
                "latents": torch.randn(options.batch, model["latent"], device=options.device)}

    def run(self):
        inputs = self.draw_inputs()
        fakes = self.draw_fakes(inputs)
        real = self.loss("real", inputs["images"], inputs)
        fake = self.loss("fake", fakes.detach(), inputs)
        self.update("discriminator", real["total"] + fake["total"])
        self.update("generator", self.loss("generator", fakes, inputs)["total"])
        self.update_average()

    def update_average(self):
        decay = self.train["average_decay"]
        with torch.no_grad():
            average = list(self.average.parameters())
            torch._foreach_mul_(average, decay)
            torch._foreach_add_(average, list(self.generator.parameters()), alpha=1 - decay)
            for one, now in zip(self.average.buffers(), self.generator.buffers()):
                one.copy_(now)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=["eager", "amp", "compile"], default="eager")
    common.add_options(parser)
    options = common.prepare(parser)
    if options.mode == "compile" and (options.device != "cuda" or not hasattr(torch, "compile")):
        parser.error("--mode compile needs a GPU and PyTorch 2")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    training = Training(common.default_recipe(options.size, options.width), options)
    launch = training.run
    if options.mode == "compile":
        launch, _ = common.recorded(training.run, options.device)
    seconds = common.measure(options.device, launch, options.repetitions)
    common.write_results(options.json, options.mode, options.device,
                         "f32" if options.mode == "eager" else "bf16", options.batch,
                         [common.measurement("training_step", seconds, options.batch)])


if __name__ == "__main__":
    main()
