"""``python -m talion.models.training tagger|relater|export``: retrains the learned parts."""

import argparse
import json
import logging
import os
from pathlib import Path

import torch
from tokenizers import Tokenizer


def main() -> None:
    """Reads the arguments and runs one of the three."""
    parser = argparse.ArgumentParser(prog="python -m talion.models.training")
    parser.add_argument("what", choices=["tagger", "relater", "export"])
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--base", type=Path, required=True, help="folder of the MiniLM checkpoint")
    parser.add_argument("--written", type=Path, help="folder of written sentences")
    parser.add_argument("--annotations", type=Path, help="folder with stories.jsonl, r1, r2")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--mix", default="", help="such as claims=1,links=1.5")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tagger", type=Path, help="tagger checkpoint: relater's start, or export")
    parser.add_argument("--relater", type=Path, help="relater checkpoint to export")
    parser.add_argument("--fine", type=int, default=6, help="epochs of the relater on gold pairs")
    parser.add_argument("--folds", type=int, default=0, help="folds of five to cross-validate")
    parser.add_argument("--seeds", type=int, default=1, help="runs whose weights are averaged")
    parser.add_argument("--version", default="1")
    parser.add_argument("--also", type=Path, help="folder for the exported networks in floats")
    parser.add_argument("--tagger-temperature", type=float, default=1.0)
    parser.add_argument("--relater-temperature", type=float, default=1.0)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    run = {"tagger": run_tagger, "relater": run_relater, "export": run_export}[args.what]
    run(args, tokenizer)


def test_stories(annotations: Path | None) -> set[str]:
    """The ids of the stories that are never trained on: the test part and the development part."""
    path = annotations / "batches.json" if annotations else None
    parts = json.loads(path.read_text(encoding="utf-8")) if path else {}
    return {*parts.get("b4", ()), *parts.get("dev", ())}


def run_tagger(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Trains the tagger."""
    from safetensors.torch import load_file

    from talion.models.training import tagger
    from talion.models.training.data import Doc
    from talion.models.training.net import TaggerNet

    mix = dict(part.split("=") for part in args.mix.split(",") if part)
    settings = tagger.Settings(epochs=args.epochs, minutes=args.minutes, rate=args.rate,
                               seed=args.seed)
    settings.mix.update({k: float(v) for k, v in mix.items()})
    readers = [args.annotations / r for r in ("r1", "r2")] if args.annotations else []
    stories = args.annotations / "stories.jsonl" if args.annotations else None


    def read() -> tuple[dict[str, list[Doc]], dict[str, list[Doc]]]:
        never = test_stories(args.annotations)
        return tagger.read_docs(args.gold, args.written, readers, stories, never)

    docs, checks = read()
    logging.info("docs %s, held out %s", {k: len(v) for k, v in docs.items()},
                 {k: len(v) for k, v in checks.items()})
    torch.manual_seed(args.seed)
    net = TaggerNet()
    if args.start:
        net.load_state_dict(torch.load(args.start))
    else:
        net.encoder.load_minilm(load_file(args.base / "model.safetensors"))
    tagger.train(net, lambda: read()[0], checks, tokenizer, settings, args.out)


def run_relater(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Trains the relater on written pairs, then on gold ones; cross-validates first where asked."""
    import copy
    import random

    from talion.models.training import data, relater
    from talion.models.training.net import RelaterNet

    rng = random.Random(args.seed)
    docs = data.written_docs(args.written)
    kept = [d for d in docs if not data.held_out(d.id)]
    written = [relater.written_pairs(kept, rng) for _ in range(max(args.epochs, args.fine))]
    test = relater.written_pairs([d for d in docs if data.held_out(d.id)], rng)
    gold = relater.relation_pairs(args.gold / "relations.jsonl")
    net = RelaterNet()
    base = args.out.with_suffix(".base.pt")
    if args.start:
        net.load_state_dict(torch.load(args.start))
    else:
        load_encoder(net, args)
        relater.train(net, written, tokenizer, args.epochs, args.rate, args.seed)
        torch.save(net.state_dict(), base)
    relater.log_scores("base, gold", relater.score(gold, relater.answers(net, gold, tokenizer)))
    relater.log_scores(
        "base, written", relater.measure_written(test, relater.answers(net, test, tokenizer))
    )

    def tuned(pairs: list[relater.Pair], seed: int) -> RelaterNet:
        mixed = [pairs + rng.sample(w, min(len(w), len(pairs))) for w in written]
        out = copy.deepcopy(net)
        relater.train(out, mixed, tokenizer, args.fine, args.rate, seed)
        return out

    every: dict[str, list[relater.Pair]] = {"pairs": []}
    parts: list[dict[str, torch.Tensor]] = []
    for k in range(args.folds):
        mine = [p for p in gold if relater.fold(p, 5) == k]
        found = relater.answers(
            tuned([p for p in gold if relater.fold(p, 5) != k], args.seed), mine, tokenizer
        )
        every["pairs"] += mine
        parts.append(found)
        relater.log_scores(f"fold {k}", relater.score(mine, found))
        joined = {n: torch.cat([p[n] for p in parts]) for n in found}
        relater.log_scores("folds so far", relater.score(every["pairs"], joined))
    final = [p for p in gold if not data.held_out(p.id)]
    nets = [tuned(final, args.seed + i) for i in range(args.seeds)]
    weights = [n.state_dict() for n in nets]
    mean = {k: torch.stack([w[k] for w in weights]).mean(0) for k in weights[0]}
    net.load_state_dict(mean)
    torch.save(net.state_dict(), args.out)
    last = [p for p in gold if data.held_out(p.id)]
    relater.log_scores("held out, gold", relater.score(last, relater.answers(net, last, tokenizer)))
    relater.log_scores(
        "held out, written", relater.measure_written(test, relater.answers(net, test, tokenizer))
    )


def load_encoder(net: torch.nn.Module, args: argparse.Namespace) -> None:
    """Starts a relater from the tagger's encoder, or from the bare MiniLM."""
    from safetensors.torch import load_file

    encoder = net.encoder
    if args.tagger is None:
        encoder.load_minilm(load_file(args.base / "model.safetensors"))
        return
    found = {
        k.removeprefix("encoder."): v
        for k, v in torch.load(args.tagger).items()
        if k.startswith("encoder.")
    }
    shapes = encoder.shape.weight.detach().clone()
    shapes[: len(found["shape.weight"])] = found["shape.weight"]
    encoder.load_state_dict(found | {"shape.weight": shapes})


def run_export(args: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """Writes the two networks, the tokenizer and the table into the folder ``--out``."""
    from talion.models.training import export, relater
    from talion.models.training.net import RelaterNet, TaggerNet

    args.out.mkdir(parents=True, exist_ok=True)
    outputs = {"tagger": ["logits", "keys", "queries", "distance"], "relater": ["pooled"]}
    for name, made in (("tagger", TaggerNet), ("relater", RelaterNet)):
        checkpoint = getattr(args, name)
        if checkpoint is not None:
            net = made()
            net.load_state_dict(torch.load(checkpoint))
            export.write_onnx(net, args.out / f"{name}.onnx", outputs[name],
                              also=args.also / f"{name}.float.onnx" if args.also else None)
    tokenizer.save(str(args.out / "tokenizer.json"))
    tables = [
        export.tagger_table(export.THRESHOLDS, args.tagger_temperature),
        export.relater_table(relater.marker_ids(tokenizer), args.relater_temperature),
    ]
    export.write_table(args.out, args.version, tables)


if __name__ == "__main__":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    main()
