// Adds the brush to a histogram that the server drew: two handles, tied to the two number inputs beside it.
import { brushX, type D3BrushEvent } from "d3-brush";
import { select, type Selection } from "d3-selection";
import { movedEdge, type End } from "./handles.ts";
import { binScale, rangeOf, type Bin, type BinScale } from "./scale.ts";

interface Parts {
  readonly svg: SVGSVGElement;
  readonly inputs: Readonly<Record<End, HTMLInputElement>>;
  readonly scale: BinScale;
  readonly height: number;
  readonly words: Readonly<Record<End, string>>;
}

function partsOf(figure: HTMLElement): Parts | undefined {
  const svg = figure.querySelector<SVGSVGElement>("svg[data-bins]");
  const min = figure.querySelector<HTMLInputElement>("input[data-end=min]");
  const max = figure.querySelector<HTMLInputElement>("input[data-end=max]");
  if (!svg || !min || !max) return undefined;
  const bins = JSON.parse(svg.dataset["bins"] ?? "[]") as Bin[];
  if (bins.length === 0) return undefined;
  const width = svg.viewBox.baseVal.width;
  return {
    svg, inputs: { min, max }, scale: binScale(bins, width),
    height: Number(svg.dataset["base"]),
    words: { min: svg.dataset["from"] ?? "", max: svg.dataset["to"] ?? "" },
  };
}

const limit = (input: HTMLInputElement): number | null => {
  const text = input.value.replaceAll(/[\s\u00a0\u202f]/g, "").replace("\u2212", "-").replace(",", ".");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
};

interface Brush { readonly bins: string; readonly inputs: readonly HTMLInputElement[]; show(): void }

/** Brushes that are there, by the layer that they are drawn in. */
const brushes = new WeakMap<SVGGElement, Brush>();

/** Brushes for every histogram inside `root`; `apply` is called when a range is final.
 *  The brush moves the inputs and typing moves the brush: the inputs alone are the state. A brush that is there shows
 *  what they say by now. */
export function addBrushes(root: ParentNode, apply: (input: HTMLInputElement) => void): void {
  for (const layer of root.querySelectorAll<SVGGElement>(".hist .brush-layer")) {
    const figure = layer.closest<HTMLElement>(".hist")!;
    const bins = layer.ownerSVGElement?.dataset["bins"] ?? "";
    const there = brushes.get(layer);
    if (there?.bins === bins && there.inputs.every((input) => figure.contains(input))) { there.show(); continue; }
    const parts = partsOf(figure);
    layer.replaceChildren();
    if (parts) brushes.set(layer, { bins, inputs: Object.values(parts.inputs), show: addBrush(layer, parts, apply) });
  }
}

function addBrush(place: SVGGElement, parts: Parts, apply: (input: HTMLInputElement) => void): () => void {
  const { svg, inputs, scale, height } = parts;
  const width = svg.viewBox.baseVal.width;
  const layer = select(place);
  const span = (): [number, number] => [scale.x(limit(inputs.min), "min"), scale.x(limit(inputs.max), "max")];
  const brush = brushX<unknown>().extent([[0, 1], [width, height]]).handleSize(10);
  const values = (): string => `${inputs.min.value} ${inputs.max.value}`;
  let drawn: string | undefined;
  const draw = (): void => {
    drawn = values();
    const [from, to] = span();
    const isWholeSpan = from === 0 && to === width;
    layer.classed("is-whole", isWholeSpan);
    layer.call((group) => { brush.move(group, [from, Math.max(to, from + 1)]); });
    grips.forEach((grip) => { grip.place(grip.end === "min" ? from : to); });
  };
  const show = (): void => { if (values() !== drawn) draw(); };
  const set = (from: number, to: number): void => {
    const range = rangeOf(scale, from, to);
    inputs.min.value = range.min;
    inputs.max.value = range.max;
    draw();
  };
  brush.on("end", (event: D3BrushEvent<unknown>) => {
    if (!event.sourceEvent) return;
    const [from, to] = (event.selection as [number, number] | null) ?? [0, width];
    const [low, high] = [scale.edgeAt(from), scale.edgeAt(to)];
    set(low === high ? Math.min(low, scale.edges - 2) : low, low === high ? Math.min(low, scale.edges - 2) + 1 : high);
    apply(inputs.min);
  });
  layer.call(brush);
  layer.selectAll(".overlay,.selection,.handle").attr("tabindex", null);
  const edges = (): Record<End, number> => ({ min: scale.edgeAt(span()[0]), max: scale.edgeAt(span()[1]) });
  const grips = (["min", "max"] as const).map((end) => addGrip(layer, parts, end, edges, set, apply));
  for (const input of [inputs.min, inputs.max]) input.addEventListener("input", show);
  show();
  return show;
}

interface Grip { readonly end: End; place(x: number): void }

function addGrip(
  layer: Selection<SVGGElement, unknown, null, undefined>, parts: Parts, end: End,
  edges: () => Record<End, number>, set: (from: number, to: number) => void, apply: (input: HTMLInputElement) => void,
): Grip {
  const { scale, height } = parts;
  const grip = layer.append("rect")
    .attr("class", "grip").attr("id", `${parts.inputs[end].id}-handle`).attr("width", 6).attr("height", 16).attr("y", height / 2 - 8).attr("rx", 3)
    .attr("tabindex", 0).attr("role", "slider").attr("aria-label", parts.words[end])
    .attr("aria-valuemin", 0).attr("aria-valuemax", scale.edges - 1);
  grip.on("keydown", (event: KeyboardEvent) => {
    const now = edges();
    const other = end === "min" ? now.max : now.min;
    const to = movedEdge(event.key, event.shiftKey, end, now[end], other, scale.edges);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(end === "min" ? to : other, end === "min" ? other : to);
    apply(parts.inputs[end]);
  });
  return {
    end,
    place(x) {
      const value = parts.inputs[end].value;
      grip.attr("x", x - 3).attr("aria-valuenow", edges()[end])
        .attr("aria-valuetext", value === "" ? parts.inputs[end].placeholder : value);
    },
  };
}
