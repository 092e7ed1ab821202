// Draws what the text twin says. Colours come from the page's tokens; in print and high contrast patterns tell series apart.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function palette() {
  return ["--olive", "--blue", "--amber", "--line-strong", "--red"].map(token);
}

// The first series is plain, the others are hatched, dotted and striped: they differ on a black-and-white printer too.
function patterns() {
  const color = token("--surface");
  return [
    { symbol: "none" },
    { color, symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
    { color, symbol: "circle", symbolSize: 0.7, dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0] },
    { color, symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5] },
  ];
}

function common(data) {
  const ink = token("--ink");
  const contrast = document.documentElement.dataset.mode === "contrast";
  return {
    color: palette(),
    animation: false,
    textStyle: { color: ink, fontFamily: token("--font"), fontSize: parseFloat(token("--root")) * 0.8125 },
    // The policy of the page allows no style attributes, so the tooltip is drawn on the canvas, not written as HTML.
    tooltip: { renderMode: "richText", trigger: data.nodes ? "item" : "axis", valueFormatter: (v) => `${v} ${data.unit || ""}` },
    aria: { enabled: true, decal: { show: !data.nodes && (contrast || data.series.length > 1), decals: patterns() } },
  };
}

function axes(kind, data) {
  const ink = token("--ink");
  const line = { lineStyle: { color: token("--line-strong") } };
  const label = { color: ink, fontSize: "inherit" };
  const names = { type: "category", data: data.labels, axisLine: line, axisLabel: label, axisTick: { show: false } };
  const numbers = { type: "value", axisLabel: label, splitLine: { lineStyle: { color: token("--line") } } };
  const lying = kind === "bars";
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: { color: ink } } : undefined,
    xAxis: lying ? numbers : names,
    yAxis: lying ? { ...names, inverse: true } : numbers,
    series: data.series.map((one, at) => ({
      name: one.name, data: one.values, type: kind === "line" ? "line" : "bar", barMaxWidth: 36,
      symbol: ["circle", "rect", "triangle", "diamond"][at % 4], symbolSize: 7, stack: data.stacked ? "all" : undefined,
    })),
  };
}

function rounds(kind, data) {
  const label = { color: token("--ink"), fontSize: "inherit" };
  if (kind === "pie") {
    return { series: [{ type: "pie", radius: ["45%", "75%"], data: data.nodes, label: { ...label, formatter: "{b} {c}" } }] };
  }
  return { series: [{ type: "sunburst", radius: ["15%", "95%"], data: data.nodes, nodeClick: false,
    itemStyle: { borderColor: token("--surface"), borderWidth: 2 }, label: { color: token("--on-olive"), minAngle: 12 } }] };
}

export async function mount(box) {
  const data = JSON.parse(document.getElementById(box.dataset.source).textContent);
  const echarts = await import(box.dataset.engine);
  let chart;
  const draw = () => {
    chart?.dispose();
    chart = echarts.init(box, null, { renderer: "svg" });
    const kind = box.dataset.chart;
    chart.setOption({ ...common(data), ...(data.nodes ? rounds(kind, data) : axes(kind, data)) });
  };
  draw();
  new ResizeObserver(() => chart.resize()).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
