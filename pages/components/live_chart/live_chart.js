// Draws a Plotly figure into one node and updates it there.
//
// Streamlit calls `render` for every message and every change of theme. The newest message waits until the browser
// paints its next frame; a page in the background paints none, so it draws nothing, and shows the latest state at once
// when it is looked at again.

import { TouchTools } from "./touch_tools.js";

const charts = new WeakMap(); // the component's element → its chart
let library; // the promise of Plotly, one for the page

export async function render({ data, parentElement, setTriggerValue }, plotlyUrl) {
  library ??= loadPlotly(plotlyUrl);
  let chart = charts.get(parentElement);
  if (!chart) charts.set(parentElement, (chart = new LiveChart(parentElement)));
  chart.onClick = (click) => setTriggerValue("click", click);
  await chart.receive(data);
  // Streamlit calls this when the chart leaves the page, and also where a newer message came before this one was done.
  return () => {
    if (parentElement.isConnected) return;
    charts.delete(parentElement);
    chart.remove();
  };
}

function loadPlotly(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      library = undefined; // the next message tries again
      script.remove();
      reject(new Error("The chart library could not be loaded; reload the page once the server is back."));
    };
    document.head.append(script);
  });
}

class LiveChart {
  constructor(parent) {
    this.parent = parent;
    this.received = 0; // messages so far
    this.latest = 0; // the number of the one that is shown
    this.node = document.createElement("div");
    this.node.style.cssText = "width: 100%; height: 100%";
    this.node.setAttribute("role", "figure");
    parent.append(this.node);
    this.resizing = new ResizeObserver(() => this.schedule());
    this.resizing.observe(this.node);
    this.tools = new TouchTools(parent, this.node, () => this.schedule());
    this.marking = () => mark(this.node);
    window.addEventListener("trials-marked", this.marking);
  }

  async receive(bytes) {
    const number = ++this.received;
    const [text, plotly] = await Promise.all([inflate(bytes), library]);
    if (number < this.latest) return; // a newer message overtook this one
    this.latest = number;
    this.plotly = plotly;
    this.text = text;
    this.schedule();
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      if (this.text && this.node.clientWidth) this.draw();
    });
  }

  draw() {
    const style = getComputedStyle(this.parent);
    const text = this.text.replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
    const theme = JSON.stringify(template(style, this.tools.room));
    const { clientWidth: width, clientHeight: height } = this.node;
    const drawn = [text, theme, width, height].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;

    const { data, layout, alt, clickable } = JSON.parse(text);
    this.node.setAttribute("aria-label", alt);
    identify(data);
    this.plotly.react(
      this.node,
      data,
      {
        uirevision: "kept",
        ...layout,
        ...this.tools.layout(layout),
        width,
        height,
        template: JSON.parse(theme),
      },
      (this.config ??= config(this.plotly)), // the same object each time, or Plotly starts afresh
    );
    if (!this.marked && data.some(({ meta }) => meta?.trials || meta?.trial)) {
      this.marked = true;
      this.node.on("plotly_afterplot", this.marking);
      this.marking();
    }
    if (!this.pointing && data.some(({ meta }) => meta?.curve)) {
      this.pointing = true;
      this.node.on("plotly_hover", ({ points: [point] }) => setApart(this.node, point.data.meta?.curve));
      this.node.on("plotly_unhover", () => setApart(this.node));
    }
    if (clickable && !this.listening) {
      this.listening = true;
      this.node.on("plotly_click", ({ points: [point] }) =>
        this.onClick({
          x: point.x,
          y: point.y,
          trace: point.data.name ?? "",
          customdata: point.customdata ?? null,
        }),
      );
    }
  }

  remove() {
    this.resizing.disconnect();
    window.removeEventListener("trials-marked", this.marking);
    cancelAnimationFrame(this.frame);
    this.latest = Infinity; // nothing is drawn from now on
    this.tools.remove();
    this.plotly?.purge(this.node);
    this.node.remove();
  }
}

// Traces whose `meta` names trials, one for each point or one for the line, show only the marked ones in full.
function mark(node) {
  const marked = window.markedTrials;
  const opacity = (trial) => (!marked || marked.has(trial) ? "" : "0.12");
  for (const trace of node.querySelectorAll(".scatterlayer > .trace")) {
    const meta = trace.__data__?.[0]?.trace?.meta;
    if (meta?.trial) trace.style.opacity = opacity(meta.trial);
    else if (meta?.trials) {
      for (const point of trace.querySelectorAll(".points > path")) {
        const place = point.__data__?.i;
        if (place !== undefined) point.style.opacity = opacity(meta.trials[place]);
      }
    }
  }
}

// Traces whose `meta` names a curve step back while another one is pointed at.
function setApart(node, curve) {
  for (const trace of node.querySelectorAll(".scatterlayer > .trace")) {
    const { meta, opacity } = trace.__data__?.[0]?.trace ?? {};
    if (meta?.curve) trace.style.opacity = !curve ? (opacity ?? "") : meta.curve === curve ? "" : "0.12";
  }
}

function config(plotly) {
  const save = (format, icon) => ({
    name: `save-${format}`,
    title: `Save as ${format.toUpperCase()}`,
    icon,
    click: (node) => {
      const { width, height } = node._fullLayout;
      plotly.downloadImage(node, { format, width, height, scale: 2, filename: "chart" });
    },
  });
  return {
    displaylogo: false,
    doubleClickDelay: 400,
    // Nothing leaves this computer: the share button would send the chart to Plotly's cloud.
    modeBarButtonsToRemove: ["sendChartToCloud", "toImage", "select2d", "lasso2d", "autoScale2d"],
    modeBarButtonsToAdd: [save("png", plotly.Icons.camera), save("svg", plotly.Icons.disk)],
  };
}

// Plotly matches a trace with the one drawn before by `uid`, which it also uses as a part of a class name.
function identify(traces) {
  const seen = new Set();
  traces.forEach((trace, index) => {
    let uid = String(trace.uid ?? trace.name ?? index).replace(/\W/g, (sign) => `_${sign.charCodeAt()}`);
    if (seen.has(uid)) uid += `__${index}`;
    seen.add((trace.uid = uid));
  });
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

// Streamlit's theme, as Plotly's.
function template(style, right) {
  const get = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const scale = (name) => {
    const colors = get(name).split(",");
    return colors.map((color, index) => [index / (colors.length - 1), color.trim()]);
  };
  const text = get("text-color");
  const muted = get("gray-color");
  const line = get("border-color");
  const axis = {
    automargin: true,
    color: muted,
    gridcolor: get("border-color-light"),
    linecolor: line,
    tickcolor: line,
    zerolinecolor: line,
    zerolinewidth: 1,
    title: { font: { color: muted, size: 13 }, standoff: 8 },
  };
  return {
    layout: {
      colorway: get("chart-categorical-colors").split(","),
      colorscale: {
        sequential: scale("chart-sequential-colors"),
        diverging: scale("chart-diverging-colors"),
      },
      coloraxis: { colorbar: { outlinewidth: 0, tickcolor: line, tickfont: { color: muted } } },
      font: { family: get("font"), size: 13, color: text },
      paper_bgcolor: get("background-color"),
      plot_bgcolor: get("background-color"),
      margin: { l: 8, r: right, t: 8, b: 8 }, // room at the right for the buttons, which would lie on the legend above
      xaxis: axis,
      yaxis: axis,
      hoverlabel: { bgcolor: get("secondary-background-color"), bordercolor: line, font: { color: text } },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", bgcolor: "rgba(0,0,0,0)" },
      modebar: { orientation: "v", bgcolor: "rgba(0,0,0,0)", color: muted, activecolor: text },
      annotationdefaults: { font: { color: muted }, arrowcolor: muted },
      shapedefaults: { line: { color: line } },
    },
  };
}
