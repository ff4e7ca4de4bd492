"""What the PyTorch scripts of this folder share: the recipe, timing, and results as bench writes
them (bench/results.h)."""
import datetime
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import torch

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

GENRES = 6  # as covers drawn by code have
WARM_UP, MEASUREMENT = 0.5, 2e-3  # seconds, as in bench/stopwatch.cpp


def layer(channels, norm=True):
    return {"channels": channels, "kernel": 4, "stride": 2, "norm": norm, "dropout": 0.0}


def default_recipe(size=64, width=64):
    """The default networks of Sleeve (net/config.h), as scripts/sleeve_torch.py describes them."""
    widths = [width * 2 ** i for i in range(size.bit_length() - 3)]
    return {
        "model": {
            "image_size": size, "latent": 100, "codes": 0, "embedding": 10, "slope": 0.2,
            "genres": GENRES, "decades": 0,
            "generator": {
                "first": {"size": 4, "channels": widths[-1], "norm": True, "linear": False},
                "up": [layer(channels) for channels in reversed(widths[:-1])] + [layer(3, False)]},
            "discriminator": {
                "down": [layer(channels, index > 0) for index, channels in enumerate(widths)]}},
        "train": {"generator_rate": 2e-4, "discriminator_rate": 2e-4, "beta1": 0.5, "beta2": 0.999,
                  "real_target": 0.9, "genre_weight": 1.0, "fake_genre_weight": 0.0,
                  "decade_weight": 1.0, "code_weight": 1.0, "average_decay": 0.999}}


def seconds_of(device, launch, calls):
    """Of one call, by the GPU's clock if there is one."""
    if device != "cuda":
        begin = time.perf_counter()
        for _ in range(calls):
            launch()
        return (time.perf_counter() - begin) / calls
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    for _ in range(calls):
        launch()
    end.record()
    torch.cuda.synchronize()
    return begin.elapsed_time(end) / 1000 / calls


def measure(device, launch, repetitions, launches=1):
    """Seconds of one of the `launches` in a call of launch(): a list, after a warm-up."""
    spent, last = 0.0, 0.0
    while spent < WARM_UP:
        last = seconds_of(device, launch, 1)
        spent += last
    calls = max(1, round(MEASUREMENT / last))
    return [seconds_of(device, launch, calls) / launches for _ in range(repetitions)]


def recorded(launch, device, stream=None):
    """As one CUDA graph where there is a GPU: returns what to call, and what launch() returned.
    What goes back through a recorded result must be recorded in the same stream."""
    if device != "cuda":
        return launch, launch()
    stream = stream or torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):  # compiles, and picks algorithms
            launch()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=stream):
        result = launch()
    return graph.replay, result


def measurement(name, seconds, images=0):
    """One entry of the results."""
    median = statistics.median(seconds)
    entry = {"name": name,
             "time": {"median_us": median * 1e6, "minimum_us": min(seconds) * 1e6,
                      "deviation_us": statistics.median(abs(s - median) for s in seconds) * 1e6,
                      "repetitions": len(seconds)}}
    if images:
        entry.update(images=images, images_per_s=images / median)
    return entry


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(": ")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor()


def answer(command):
    """What a command prints; nothing if it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def write_results(path, mode, device, precision, batch, measurements):
    """Writes the JSON, and prints a line for each measurement."""
    on_gpu = device == "cuda"
    driver = answer(["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader",
                     "--id=0"]) if on_gpu else ""
    results = {
        "format": "sleeve bench 1", "program": f"PyTorch {torch.__version__}",
        "commit": answer(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]) or "unknown",
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": {"processor": processor(),
                    "gpu": torch.cuda.get_device_name() if on_gpu else "",
                    "driver": driver, "toolkit": (torch.version.cuda or "") if on_gpu else ""},
        "device": mode, "precision": precision, "against": "", "batch": batch,
        "threads": 0 if on_gpu else torch.get_num_threads(),
        "roofline": {"gigabytes_per_s": 0, "gflop_per_s": 0}, "measurements": measurements}
    for one in measurements:
        rate = f"  {one['images_per_s']:.0f} images/s" if "images_per_s" in one else ""
        print(f"{mode} {precision}: {one['name']}  {one['time']['median_us']:.1f} us{rate}")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
            file.write("\n")


def add_options(parser):
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--size", type=int, default=64, help="pixels a side, a power of 2 from 8 on")
    parser.add_argument("--width", type=int, default=64, help="of both networks")
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--threads", type=int, default=0, help="of the CPU; 0: PyTorch's choice")
    parser.add_argument("--json", help="write the results to this file")


def prepare(parser):
    """Parses the options, sets PyTorch up; returns the options, `device` cpu or cuda."""
    options = parser.parse_args()
    if options.device == "auto":
        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("--device cuda: PyTorch sees no GPU")
    if options.size < 8 or options.size & (options.size - 1):
        parser.error(f"--size {options.size}: a power of 2 from 8 on is needed")
    if options.batch < 2:
        parser.error(f"--batch {options.batch}: batch norm needs two covers at least")
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    torch.backends.cudnn.benchmark = True  # the fastest algorithm for each shape
    return options
