"""``python -m talion.models.training tagger|average|relater|export``: retrains the learned parts."""

import argparse
import copy
import logging
import math
import os
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

#: Windows of the project's own stories on which an export looks how far the states reach.
EXAMPLES = 200


def main() -> None:
    """Reads the arguments and runs one of the four."""
    parser = argparse.ArgumentParser(prog="python -m talion.models.training")
    parser.add_argument("what", choices=["tagger", "average", "relater", "export"])
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="more files of texts")
    parser.add_argument("--own", type=Path, default=Path("data"), help="sentences and stories")
    parser.add_argument("--annotations", type=Path, default=Path("benchmarks/annotations"))
    parser.add_argument("--base", type=Path, required=True, help="folder of the MiniLM checkpoint")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--of", type=Path, nargs="+", default=[],
                        help="tagger checkpoints that went on from one another, to average")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--mix", default="", help="such as claims=1,links=1.5")
    parser.add_argument("--dropout", type=float, default=0.1, help="share of states left out")
    parser.add_argument("--masked", type=float, default=0.0, help="share of words hidden in a step")
    parser.add_argument("--decay", type=float, default=0.01, help="weight decay")
    parser.add_argument("--compile", action="store_true",
                        help="compile the tagger's encoder first: a tenth quicker, needs g++")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--teachers", type=Path, nargs="*", default=[],
                        help="tagger checkpoints whose mean answers on all texts are learned too")
    parser.add_argument("--checked", default="dev", help="which stories are held out of training")
    parser.add_argument("--tagger", type=Path, help="tagger checkpoint: relater's start, or export")
    parser.add_argument("--relater", type=Path, help="relater checkpoint to export")
    parser.add_argument("--fine", type=int, default=6, help="epochs of the relater on gold pairs")
    parser.add_argument("--folds", type=int, default=0, help="folds of five to cross-validate")
    parser.add_argument("--seeds", type=int, default=1, help="runs whose weights are averaged")
    parser.add_argument("--version", default="1")
    parser.add_argument("--also", type=Path, help="folder for the exported networks in floats")
    parser.add_argument("--fused", action="store_true",
                        help="export attention as one operator: quicker, rounded otherwise")
    parser.add_argument("--tagger-temperature", type=float, default=1.0)
    parser.add_argument("--relater-temperature", type=float, default=1.0)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    runs = {"tagger": run_tagger, "average": run_average, "relater": run_relater,
            "export": run_export}
    runs[args.what](args, tokenizer)


def base_weights(args: argparse.Namespace) -> dict[str, torch.Tensor]:
    """The weights of the public checkpoint that everything starts from."""
    from safetensors.torch import load_file

    return load_file(args.base / "model.safetensors")


def run_tagger(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Trains the tagger."""
    from talion.models.training import data, net, tagger

    mix = dict(part.split("=") for part in args.mix.split(",") if part)
    settings = tagger.Settings(epochs=args.epochs, minutes=args.minutes, rate=args.rate,
                               head_rate=10 * args.rate, seed=args.seed,
                               masked=args.masked, decay=args.decay)
    settings.mix.update({k: float(v) for k, v in mix.items()})
    docs, checks = tagger.read_docs(args.gold, args.texts, args.own, args.annotations, args.checked)
    logging.info("docs %s, held out %s", {k: len(v) for k, v in docs.items()},
                 {k: len(v) for k, v in checks.items()})
    torch.manual_seed(args.seed)
    made = net.TaggerNet(args.dropout)
    base = base_weights(args)
    if args.start:
        net.load(made, args.start, base)
    else:
        made.encoder.load_minilm(base)
    if args.compile:
        made.encoder.compile(dynamic=True)
    teachers = [net.TaggerNet() for _ in args.teachers]
    for teacher, path in zip(teachers, args.teachers, strict=True):
        net.load(teacher, path, base)
        teacher.to(net.DEVICE).eval()
    if teachers:
        paths = [*sorted(args.gold.glob("*.jsonl")), *args.texts]
        docs["texts"] = data.text_docs(paths)
    tagger.train(made.to(net.DEVICE), docs, checks, tokenizer, settings, args.out, teachers)


def run_average(args: argparse.Namespace, _: Tokenizer) -> None:
    """Writes the mean of the weights of several checkpoints of one network.

    Last rows that some lack, of a head made after them, are the mean of those that have them.
    """
    pad = torch.nn.utils.rnn.pad_sequence
    parts = [torch.load(path, map_location="cpu", weights_only=True) for path in args.of]
    mean = {
        name: pad([p[name].float() for p in parts], batch_first=True, padding_value=math.nan)
        .nanmean(0).to(weights.dtype)
        for name, weights in parts[0].items()
    }  # fmt: skip
    torch.save(mean, args.out)


def run_relater(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Trains the relater on written pairs, then on gold ones; cross-validates first where asked."""
    from talion.models.training import data, net, relater, tagger

    rng = random.Random(args.seed)
    docs, checks = tagger.read_docs(args.gold, args.texts, args.own, args.annotations, args.checked)
    gold = relater.relation_pairs(args.gold / "relations.jsonl")
    asked = {p.text for p in gold}
    kept = [d for d in relater.sentence_docs(docs["events"]) if d.text not in asked]
    written = [relater.written_pairs(kept, rng) for _ in range(max(args.epochs, args.fine))]
    test = relater.written_pairs(relater.sentence_docs(checks["events"]), rng)
    logging.info("pairs: gold %d, written %d, held out %d", len(gold), len(written[0]), len(test))
    base = base_weights(args)
    made = net.RelaterNet()
    if args.start:
        net.load(made, args.start, base)
    else:
        start_encoder(made, args, base)
    made.to(net.DEVICE)
    if not args.start:
        relater.train(made, written, tokenizer, args.epochs, args.rate, args.seed)

    def report(name: str, which: torch.nn.Module) -> None:
        found = relater.answers(which, gold, tokenizer)
        last = [i for i, p in enumerate(gold) if data.held_out(p.id)]
        part = {k: v[last] for k, v in found.items()}
        relater.log_scores(f"{name}, gold held out", relater.score([gold[i] for i in last], part))
        relater.log_scores(f"{name}, written", relater.measure_written(
            test, relater.answers(which, test, tokenizer)))

    def tuned(pairs: list[relater.Pair], seed: int) -> net.RelaterNet:
        mixed = [pairs + rng.sample(w, min(len(w), len(pairs))) for w in written]
        out = copy.deepcopy(made)
        relater.train(out, mixed, tokenizer, args.fine, args.rate, seed)
        return out

    def averaged(pairs: list[relater.Pair]) -> net.RelaterNet:
        weights = [tuned(pairs, args.seed + i).state_dict() for i in range(args.seeds)]
        out = copy.deepcopy(made)
        out.load_state_dict({k: torch.stack([w[k] for w in weights]).mean(0) for k in weights[0]})
        return out

    report("base", made)
    every: list[relater.Pair] = []
    parts: list[dict[str, torch.Tensor]] = []
    for k in range(args.folds):
        mine = [p for p in gold if relater.fold(p, 5) == k]
        rest = [p for p in gold if relater.fold(p, 5) != k]
        parts.append(relater.answers(averaged(rest), mine, tokenizer))
        every += mine
    if every:
        joined = {n: torch.cat([p[n] for p in parts]) for n in parts[0]}
        relater.log_scores("folds", relater.score(every, joined))
    final = averaged([p for p in gold if not data.held_out(p.id)])
    net.save(final, args.out)
    report("final", final)


def start_encoder(made: torch.nn.Module, args: argparse.Namespace,
                  base: dict[str, torch.Tensor]) -> None:
    """Starts a relater from the tagger's encoder, or from the bare MiniLM."""
    encoder = made.encoder
    encoder.load_minilm(base)
    if args.tagger is None:
        return
    found = {
        k.removeprefix("encoder."): v.float()
        for k, v in torch.load(args.tagger, map_location="cpu", weights_only=True).items()
        if k.startswith("encoder.")
    }
    shapes = encoder.shape.weight.detach().clone()
    shapes[: len(found["shape.weight"])] = found["shape.weight"]
    encoder.load_state_dict(found | {"shape.weight": shapes}, strict=False)


def run_export(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Writes the two networks, the tokenizer and the table into the folder ``--out``."""
    from talion.models.training import data, export, net, relater

    args.out.mkdir(parents=True, exist_ok=True)
    outputs = {"tagger": ["logits", "keys", "queries", "distance", "same"], "relater": ["pooled"]}
    rng = random.Random(args.seed)
    docs = data.short_docs(args.own / "stories")
    pairs = relater.written_pairs(relater.sentence_docs(docs), rng)
    windows = {
        "tagger": [e.window for e in data.examples(data.packed(docs, rng), tokenizer)],
        "relater": relater.windows_of(pairs, tokenizer),
    }
    for name, kind in (("tagger", net.TaggerNet), ("relater", net.RelaterNet)):
        checkpoint = getattr(args, name)
        if checkpoint is not None:
            made = kind()
            net.load(made, checkpoint, base_weights(args))
            export.write_onnx(made, args.out / f"{name}.onnx", outputs[name],
                              rng.sample(windows[name], min(EXAMPLES, len(windows[name]))),
                              also=args.also / f"{name}.float.onnx" if args.also else None,
                              fused=args.fused)
    tokenizer.save(str(args.out / "tokenizer.json"))
    tables = [
        export.tagger_table(export.THRESHOLDS, args.tagger_temperature),
        export.relater_table(relater.marker_ids(tokenizer), args.relater_temperature),
    ]
    export.write_table(args.out, args.version, tables)


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    main()
