"""The networks: a six-layer MiniLM encoder, written out, and the heads on it."""

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from talion.models.pieces import SHAPES
from talion.models.training.labels import MODE_CLASSES, STANCES, STATUSES, TYPES

#: Where networks train: a GPU where there is one.
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
WIDTH, HEADS, LAYERS, VOCABULARY, POSITIONS = 384, 12, 6, 30522, 512
ROLE_WIDTH = 128
SAME_WIDTH = 64
#: Upper bounds of the distance (in words, either way) between an anchor and a word.
DISTANCES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


class Layer(nn.Module):
    """One transformer layer, normalised after each half as BERT does."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States [B, T, WIDTH] to states; ``mask`` [B, 1, 1, T] is added to the attention."""
        b, t, _ = x.shape
        heads = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS)
        q, k, v = heads.permute(2, 0, 3, 1, 4).unbind(0)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        x = self.norm1(x + self.drop(self.out(seen.transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM with an embedding of each piece's shape added to its word and its position."""

    def __init__(self, dropout: float = 0.1, extra: int = 0) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.shape = nn.Embedding(SHAPES + extra, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = nn.Dropout(dropout)
        nn.init.zeros_(self.shape.weight)
        self.word.weight.requires_grad = False

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Ids and shapes [B, T] to states [B, T, WIDTH]; id 0 is padding."""
        mask = (ids == 0).float()[:, None, None, :] * -10000.0
        x = self.embed(ids) + self.position.weight[: ids.shape[1]] + self.shape(shapes)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def embed(self, ids: Tensor) -> Tensor:
        """The words' embeddings; replaced on export by a table of bytes."""
        return self.word(ids)

    def load_minilm(self, weights: dict[str, Tensor]) -> None:
        """Takes over the weights of a BERT checkpoint of the same size."""
        get = weights.__getitem__
        with torch.no_grad():
            self.word.weight.copy_(get("embeddings.word_embeddings.weight"))
            kind = get("embeddings.token_type_embeddings.weight")[0]
            self.position.weight.copy_(get("embeddings.position_embeddings.weight") + kind)
            _copy(self.norm, weights, "embeddings.LayerNorm")
            for i, layer in enumerate(self.layers):
                _load_layer(layer, weights, f"encoder.layer.{i}.")


def _copy(module: Any, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


def _load_layer(layer: Any, weights: dict[str, Tensor], at: str) -> None:
    names = [f"{at}attention.self.{n}" for n in ("query", "key", "value")]
    layer.qkv.weight.copy_(torch.cat([weights[f"{n}.weight"] for n in names]))
    layer.qkv.bias.copy_(torch.cat([weights[f"{n}.bias"] for n in names]))
    _copy(layer.out, weights, f"{at}attention.output.dense")
    _copy(layer.norm1, weights, f"{at}attention.output.LayerNorm")
    _copy(layer.up, weights, f"{at}intermediate.dense")
    _copy(layer.down, weights, f"{at}output.dense")
    _copy(layer.norm2, weights, f"{at}output.LayerNorm")


#: The tagger's scores of a word, in the order of its output's columns, and how many each has.
TAGGER_HEADS: dict[str, dict[str, int]] = {
    "claims": {"cue": 3, "said": 2, "stance": len(STANCES), "judged": len(STANCES)},
    "events": {"trigger": 1 + len(TYPES), "begins": 1, "mode": len(MODE_CLASSES),
               "status": len(STATUSES)},
    "plain": {"antecedent": 3, "response": 3, "signal": 3, "causal": 2, "toponym": 3},
}


class Arguments(nn.Module):
    """Bilinear scores between an anchor (a cue, a trigger) and every word, one a role."""

    def __init__(self, roles: int, starts: tuple[float, ...]) -> None:
        super().__init__()
        self.key = nn.Linear(WIDTH, roles * ROLE_WIDTH)
        self.query = nn.Linear(WIDTH, roles * ROLE_WIDTH)
        self.key_bias = nn.Linear(WIDTH, roles)
        self.query_bias = nn.Linear(WIDTH, roles)
        self.distance = nn.Parameter(torch.zeros(roles, 2 * len(DISTANCES) + 1))
        with torch.no_grad():
            self.key_bias.bias.copy_(torch.tensor(starts))


class TaggerNet(nn.Module):
    """One encoder pass, and every head of the tagger on its states."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.hidden = nn.ModuleDict({t: nn.Linear(WIDTH, WIDTH) for t in ("claims", "events")})
        self.heads = nn.ModuleDict(
            {t: nn.Linear(WIDTH, sum(h.values())) for t, h in TAGGER_HEADS.items()}
        )
        self.arguments = nn.ModuleDict(
            {"claims": Arguments(2, (-3.0, -1.5)), "events": Arguments(2, (-3.0, -3.0))}
        )
        self.same = nn.Linear(WIDTH, SAME_WIDTH)
        self.alike = nn.Parameter(torch.tensor([8.0, -4.0]))

    def task(self, states: Tensor, name: str) -> Tensor:
        """The states that the heads of task ``name`` read."""
        return F.gelu(self.hidden[name](states)) if name in self.hidden else states

    def alike_scores(self, vectors: Tensor) -> Tensor:
        """Logits [A, A] that two triggers tell one event, from their mean ``same`` states [A, S]."""
        unit = F.normalize(vectors, dim=-1)
        return self.alike[0] * (unit @ unit.T) + self.alike[1]

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        """Logits [B, T, L], keys and queries [B, T, R, ROLE_WIDTH + 1], distances [R, D], same [B, T, S].

        A score of an anchor and a word is the dot product of query and key, the last number of each
        being its bias (its partner's is one), plus the distance's. Triggers of one event have ``same``
        vectors of one direction.
        """
        states = self.encoder(ids, shapes)
        logits, keys, queries = [], [], []
        for name in TAGGER_HEADS:
            seen = self.task(states, name)
            logits.append(self.heads[name](seen))
            if name in self.arguments:
                key, query = project(self.arguments[name], seen)
                keys.append(key)
                queries.append(query)
        distance = torch.cat([self.arguments[n].distance for n in ("claims", "events")])
        same = self.same(self.task(states, "events"))
        return torch.cat(logits, -1), torch.cat(keys, -2), torch.cat(queries, -2), distance, same


def project(arguments: Any, seen: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and queries [..., R, ROLE_WIDTH + 2] whose dot product is the score without distance."""
    roles = arguments.distance.shape[0]
    key = arguments.key(seen).unflatten(-1, (roles, ROLE_WIDTH)) / math.sqrt(ROLE_WIDTH)
    query = arguments.query(seen).unflatten(-1, (roles, ROLE_WIDTH))
    key_bias = arguments.key_bias(seen).unsqueeze(-1)
    query_bias = arguments.query_bias(seen).unsqueeze(-1)
    one = torch.ones_like(key_bias)
    return torch.cat([key, key_bias, one], -1), torch.cat([query, one, query_bias], -1)


#: The relater's numbers of a pair, in the order of its output's columns.
RELATER_HEADS: dict[str, int] = {
    "type": len(TYPES), "none": 1, "mode": len(MODE_CLASSES), "status": len(STATUSES),
}


class RelaterNet(nn.Module):
    """The encoder over a sentence with two actors marked, and one row of scores from it."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout, extra=4)
        self.weigh = nn.Linear(WIDTH, 1)
        self.mix = nn.Linear(4 * WIDTH, WIDTH)
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(WIDTH, sum(RELATER_HEADS.values()))

    def forward(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """Ids and shapes [B, T] to scores [B, columns]."""
        states = self.encoder(ids, shapes).float()
        weights = self.weigh(states).squeeze(-1) + (ids == 0).float() * -10000.0
        parts = [
            _at(states, shapes == SHAPES),
            _at(states, shapes == SHAPES + 2),
            (weights.softmax(-1).unsqueeze(1) @ states).squeeze(1),
            states[:, 0],
        ]
        return self.head(self.drop(F.gelu(self.mix(torch.cat(parts, -1)))))


def save(net: nn.Module, path: Any) -> None:
    """Writes the trained weights, in half precision; the frozen table of words is the base's."""
    weights = {k: v for k, v in net.state_dict().items() if k != "encoder.word.weight"}
    torch.save({k: v.detach().cpu().half() for k, v in weights.items()}, path)


def load(net: Any, path: Any, base: dict[str, Tensor]) -> None:
    """Takes over weights that `save` wrote, or an export (``.onnx``).

    What they lack (a new head, its last columns) is as made, or 0.
    """
    net.encoder.load_minilm(base)
    if path.suffix == ".onnx":
        from talion.models.training.shipped import shipped_weights

        found = shipped_weights(path)
    else:
        found = torch.load(path, map_location="cpu", weights_only=True)
    made = net.state_dict()
    for name, weights in found.items():
        whole = torch.zeros_like(made[name])
        whole[: len(weights)] = weights.float()
        made[name] = whole
    net.load_state_dict(made)


def _at(states: Tensor, where: Tensor) -> Tensor:
    """The states where a mark stands, [B, WIDTH]."""
    return (where.float().unsqueeze(1) @ states).squeeze(1)
