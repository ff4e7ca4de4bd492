"""Sleeve's networks and training step in plain PyTorch, and the files that hold their weights.

The modules have the parameter names and layouts of a checkpoint:

    tensors, metadata = read_safetensors("latest.safetensors")
    load(Generator(model), tensors, "generator_ema.")

`model` and `train` are the two halves of the JSON that a trace carries as `training`.
"""
import json
import struct

import numpy
import torch
import torch.nn.functional as F
from torch import nn

DTYPES = {"U8": numpy.uint8, "I16": numpy.int16, "I32": numpy.int32, "I64": numpy.int64,
          "F32": numpy.float32, "F64": numpy.float64}


def read_safetensors(path):
    """Returns ({name: tensor}, {metadata})."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, info in header.items():
        begin, end = info["data_offsets"]
        array = numpy.frombuffer(data[begin:end], DTYPES[info["dtype"]])
        tensors[name] = torch.from_numpy(array.reshape(info["shape"]).copy())
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    names = {numpy.dtype(dtype): name for name, dtype in DTYPES.items()}
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        header[name] = {"dtype": names[array.dtype], "shape": list(array.shape),
                        "data_offsets": [offset, offset + array.nbytes]}
        blobs.append(array.tobytes())
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def load(module, tensors, prefix):
    """Loads the tensors whose names start with prefix; any that is missing or left over raises."""
    module.load_state_dict({**{name: value for name, value in module.state_dict().items()
                               if name.endswith("num_batches_tracked")},
                            **{name[len(prefix):]: value for name, value in tensors.items()
                               if name.startswith(prefix)}})
    return module


def tensors_of(module, prefix):
    return {prefix + name: value for name, value in module.state_dict().items()
            if not name.endswith("num_batches_tracked")}


class Up(nn.ConvTranspose2d):
    """Makes a map `stride` times as large; the projection makes one from a single pixel."""

    def __init__(self, inputs, outputs, kernel, stride, padding, norm):
        super().__init__(inputs, outputs, kernel, stride, padding, bias=False,
                         output_padding=max(stride + 2 * padding - kernel, 0))
        self.norm = nn.BatchNorm2d(outputs) if norm else nn.Identity()

    def forward(self, x):
        return self.norm(super().forward(x))


class Down(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel, stride, norm):
        super().__init__(inputs, outputs, kernel, stride, (kernel - 1) // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs) if norm else nn.Identity()

    def forward(self, x):
        return self.norm(super().forward(x))


def drop(x, rate, keep):
    """Dropout by a given mask of 0 and 1, or none."""
    return x if keep is None else x * keep / (1 - rate)


class Generator(nn.Module):
    def __init__(self, model):
        super().__init__()
        first, self.layers = model["generator"]["first"], model["generator"]["up"]
        self.linear = first["linear"]
        classes = {"genre": model["genres"], "decade": model["decades"]}
        self.embed = nn.ModuleDict({name: nn.Embedding(count, model["embedding"])
                                    for name, count in classes.items() if count > 0})
        inputs = model["latent"] + model["codes"] + len(self.embed) * model["embedding"]
        self.project = Up(inputs, first["channels"], first["size"], 1, 0, first["norm"])
        self.up = nn.ModuleList()
        channels = first["channels"]
        for layer in self.layers:
            self.up.append(Up(channels, layer["channels"], layer["kernel"], layer["stride"],
                              (layer["kernel"] - 1) // 2, layer["norm"]))
            channels = layer["channels"]

    def forward(self, latents, codes, genres, decades, keep=None):
        """latents [N, latent]; codes [N, codes], weights over genres [N, K] and over decades
        [N, M], each None where the model has none. Returns covers [N, 3, size, size]."""
        parts = [latents] + ([] if codes is None else [codes])
        for name, weights in (("genre", genres), ("decade", decades)):
            if name in self.embed:
                parts.append(weights @ self.embed[name].weight)
        x = self.project(torch.cat(parts, 1)[:, :, None, None])
        x = x if self.linear else F.relu(x)
        for index, (up, layer) in enumerate(zip(self.up[:-1], self.layers)):
            x = drop(F.relu(up(x)), layer["dropout"], keep and keep.get(f"up.{index}"))
        return torch.tanh(self.up[-1](x))


class Discriminator(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.slope, self.layers = model["slope"], model["discriminator"]["down"]
        self.down = nn.ModuleList()
        channels, size = 3, model["image_size"]
        for layer in self.layers:
            kernel, stride = layer["kernel"], layer["stride"]
            self.down.append(Down(channels, layer["channels"], kernel, stride, layer["norm"]))
            channels = layer["channels"]
            size = (size + 2 * ((kernel - 1) // 2) - kernel) // stride + 1
        heads = {"source": 1, "genre": model["genres"], "decade": model["decades"],
                 "codes": model["codes"]}
        self.head = nn.ModuleDict({name: nn.Conv2d(channels, count, size)
                                   for name, count in heads.items() if count > 0})

    def forward(self, x, keep=None):
        """Covers [N, 3, size, size] -> {head: logits [N, columns]}."""
        for index, (down, layer) in enumerate(zip(self.down, self.layers)):
            x = drop(F.leaky_relu(down(x), self.slope), layer["dropout"],
                     keep and keep.get(f"down.{index}"))
        return {name: head(x).flatten(1) for name, head in self.head.items()}


def soft_cross_entropy(logits, targets):
    """Mean over the rows that have a target: a row of zeros is masked."""
    rows = (targets.sum(1) > 0).sum().clamp(min=1)
    return -(targets * F.log_softmax(logits, 1)).sum() / rows


def acgan_loss(logits, source, genres, decades, codes, weights):
    """{loss: value}, with `total` the weighted sum; labels are None where there are none."""
    losses = {"source": F.binary_cross_entropy_with_logits(
        logits["source"], torch.full_like(logits["source"], source))}
    if genres is not None:
        losses["genre"] = soft_cross_entropy(logits["genre"], genres)
    if decades is not None:
        losses["decade"] = soft_cross_entropy(logits["decade"], decades)
    if codes is not None:
        losses["code"] = F.mse_loss(logits["codes"], codes)
    total = sum(weights.get(name, 1) * value for name, value in losses.items())
    return {"total": total, **losses}


SSIM_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


class Power(torch.autograd.Function):
    """max(x, 0)^weight; on the way back x^(weight - 1), infinite at 0, is x^weight / max(x, 1e-4)."""

    @staticmethod
    def forward(context, x, weight):
        value = x.clamp(min=0)**weight
        context.save_for_backward(x, value)
        context.weight = weight
        return value

    @staticmethod
    def backward(context, gradient):
        x, value = context.saved_tensors
        return gradient * context.weight * value / x.clamp(min=1e-4), None


def similarity(x, y, taps):
    """Luminance and contrast of SSIM [N, 3, places, places], x and y in [0, 1]: a Gaussian window of
    `taps` a side over every place where all of it lies inside the image."""
    at = torch.arange(taps, dtype=x.dtype) - (taps - 1) / 2
    window = torch.exp(-at**2 / (2 * (1.5 * taps / 11)**2))
    window = torch.outer(window, window) / window.sum()**2

    def blur(images):
        return F.conv2d(images, window.expand(3, 1, taps, taps), groups=3)

    mean_x, mean_y = blur(x), blur(y)
    var_x, var_y = blur(x * x) - mean_x**2, blur(y * y) - mean_y**2
    cov = blur(x * y) - mean_x * mean_y
    return ((2 * mean_x * mean_y + 0.01**2) / (mean_x**2 + mean_y**2 + 0.01**2),
            (2 * cov + 0.03**2) / (var_x + var_y + 0.03**2))


def ms_ssim(x, y, convention):
    """Scores [N] of covers [N, 3, size, size] in [-1, 1]; kernels/ssim.h explains the convention."""
    x, y = (x.double() + 1) / 2, (y.double() + 1) / 2  # in f32 var would be a difference of equals
    parts = []
    for _ in SSIM_WEIGHTS:
        taps = min(11, *x.shape[2:])
        if convention == "fit" and taps < 11:
            break
        luminance, contrast = similarity(x, y, taps)
        parts.append(contrast)
        x, y = F.avg_pool2d(x, 2), F.avg_pool2d(y, 2)
    parts[-1] = luminance * parts[-1]
    total = sum(SSIM_WEIGHTS[:len(parts)]) if convention == "fit" else 1
    over = (2, 3) if convention == "channel" else (1, 2, 3)
    powers = [Power.apply(part.mean(over), weight / total)
              for part, weight in zip(parts, SSIM_WEIGHTS)]
    return torch.stack(powers).prod(0).view(len(x), -1).mean(1)


def diversity(images, labels, convention):
    """Mean MS-SSIM of each cover and the next one with the same labels, each None or a row a cover."""
    rows = list(zip(*(label.tolist() for label in labels if label is not None)))
    rows = rows or [()] * len(images)
    pairs = [(i, rows.index(row, i + 1)) for i, row in enumerate(rows) if row in rows[i + 1:]]
    if not pairs:
        return torch.zeros(())
    first, second = torch.tensor(pairs).T
    return ms_ssim(images[first], images[second], convention).mean().float()


class Training:
    """Generator, discriminator, their optimisers and the generator's moving average."""

    def __init__(self, description, tensors, step):
        """tensors: those of a checkpoint; `step` steps are finished."""
        model, self.train = description["model"], description["train"]
        self.steps_done = step
        self.generator = load(Generator(model), tensors, "generator.")
        self.discriminator = load(Discriminator(model), tensors, "discriminator.")
        self.average = load(Generator(model), tensors, "generator_ema.")
        self.optimizers = {}
        for name in ("generator", "discriminator"):
            parameters = dict(getattr(self, name).named_parameters(prefix=name))
            self.optimizers[name] = torch.optim.Adam(
                parameters.values(), lr=self.train[name + "_rate"],
                betas=(self.train["beta1"], self.train["beta2"]), eps=1e-8)
            for full_name, parameter in parameters.items():
                self.optimizers[name].state[parameter] = {
                    "step": torch.tensor(float(step)),
                    **{moment: tensors[f"optimizer.{name}.{moment}.{full_name}"].clone()
                       for moment in ("exp_avg", "exp_avg_sq")}}

    def tensors(self):
        """Weights and running statistics, named as in a checkpoint."""
        return {**tensors_of(self.generator, "generator."),
                **tensors_of(self.discriminator, "discriminator."),
                **tensors_of(self.average, "generator_ema.")}

    def loss(self, name, images, inputs):
        """The losses of one of the passes `real`, `fake` and `generator`."""
        real = name == "real"
        if f"noise.{name}" in inputs:
            images = images + inputs[f"noise.{name}"]
        logits = self.discriminator(images, masks(inputs, name))
        train = self.train
        label_weight = train["fake_genre_weight"] if name == "fake" else 1
        weights = {"genre": label_weight * train["genre_weight"],
                   "decade": label_weight * train["decade_weight"], "code": train["code_weight"]}
        source = {"real": train["real_target"], "fake": 0, "generator": 1}[name]
        labels = ("genres", "decades") if real else ("fake_genres", "fake_decades")
        return acgan_loss(logits, float(source), *(inputs.get(label) for label in labels),
                          None if real else inputs.get("codes"), weights)

    def step(self, inputs):
        """One step from {name: tensor} as a trace names them, covers and masks as [N, C, H, W].
        Returns the losses of each pass."""
        fakes = self.generator(inputs["latents"], inputs.get("codes"), inputs.get("fake_genres"),
                               inputs.get("fake_decades"), masks(inputs, "generator"))
        real = self.loss("real", inputs["images"], inputs)
        fake = self.loss("fake", fakes.detach(), inputs)
        self.update("discriminator", real["total"] + fake["total"])
        generator = self.loss("generator", fakes, inputs)
        weight = self.train.get("diversity_weight", 0)
        if weight:
            generator["diversity"] = diversity(
                fakes, (inputs.get("fake_genres"), inputs.get("fake_decades")),
                self.train["diversity_convention"])
            generator["total"] = generator["total"] + weight * generator["diversity"]
        self.update("generator", generator["total"])
        self.steps_done += 1
        self.update_average()
        return {"real": real, "fake": fake, "generator": generator}

    def update(self, name, loss):
        self.optimizers[name].zero_grad()
        loss.backward()
        self.optimizers[name].step()

    def update_average(self):
        t = self.steps_done
        decay = min(self.train["average_decay"], (1 + t) / (10 + t))
        with torch.no_grad():
            for average, now in zip(self.average.parameters(), self.generator.parameters()):
                average.mul_(decay).add_(now, alpha=1 - decay)
            for average, now in zip(self.average.buffers(), self.generator.buffers()):
                average.copy_(now)


def masks(inputs, name):
    """{layer: dropout mask} of one pass, None if there are none."""
    prefix = f"keep.{name}."
    return {key[len(prefix):]: mask for key, mask in inputs.items()
            if key.startswith(prefix)} or None


def step_inputs(tensors, step):
    """The inputs of a traced step for Training.step."""
    prefix, inputs = f"step.{step}.", {}
    for name, tensor in tensors.items():
        key = name[len(prefix):]
        if not name.startswith(prefix) or key.split(".")[0] not in INPUTS:
            continue
        inputs[key] = tensor.float().permute(0, 3, 1, 2) if tensor.dim() == 4 else tensor
    return inputs


INPUTS = {"images", "genres", "decades", "latents", "codes", "fake_genres", "fake_decades",
          "noise", "keep"}
