// Draws the curves of a report: reads the data in the page and makes a uPlot of every figure that asks for one.
"use strict";
(() => {
  const { linearTicks, logarithmicTicks, roomy, spread } = ticks;
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const LINE_HEIGHT = 15;
  const NARROW = 560;

  const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)} %`;
  const number = (value) => value.toLocaleString("en", { maximumSignificantDigits: 4 });

  // What a curve may show: its name, where its values end, and how one is written.
  const MEASURES = {
    accuracy: { name: "accuracy", least: 0, most: 1, show: percent, tick: (v, step) => percent(v, step < 0.01 ? 1 : 0) },
    loss: { name: "loss", least: 0, most: Infinity, show: number, tick: number },
    margin: { name: "mean vote margin", least: 0, most: 1, show: (v) => v.toFixed(3), tick: number },
  };

  // What it may run over; units are chosen by the largest value.
  const AXES = {
    rounds: { name: "rounds", button: "rounds", units: [[1, ""]] },
    bytes: { name: "sent up by all clients", button: "bytes sent", units: [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "B"]] },
    seconds: { name: "time", button: "time", units: [[7200, "h", 3600], [120, "min", 60], [1, "s"]] },
  };

  const DASHES = [[], [9, 4], [2, 3], [12, 3, 2, 3], [], [9, 4], [2, 3], [12, 3, 2, 3]];
  const COLOURED = DASHES.length;

  const hidden = new Set();
  let focus = null;
  let printing = false;
  const charts = [];

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const colourOf = (line) => colour(line.place < COLOURED ? `--series-${line.place + 1}` : "--rest");
  const dashOf = (line) => (line.place < COLOURED ? DASHES[line.place] : []);

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  class Chart {
    constructor(figure, lines, measures, axes) {
      Object.assign(this, { figure, lines, measures, axes, measure: measures[0], axis: axes[0], plot: null });
      this.place = element("div", { class: "canvas" });
      figure.append(this.controls(), this.place, this.legend());
      this.draw();
      this.width = this.place.clientWidth;
      new ResizeObserver(() => {
        if (!printing && this.place.clientWidth !== this.width) {
          this.width = this.place.clientWidth;
          this.draw();
        }
      }).observe(this.place);
    }

    controls() {
      const bar = element("div", { class: "controls" });
      const group = (key, options, names) => {
        if (options.length < 2) {
          return;
        }
        const set = element("fieldset", {}, element("legend", {}, key === "measure" ? "show" : "over"));
        options.forEach((option) => {
          const input = element("input", { type: "radio", name: `${this.figure.id}-${key}`, value: option });
          input.checked = option === this[key];
          input.addEventListener("change", () => {
            this[key] = option;
            this.draw();
          });
          set.append(element("label", {}, input, element("span", {}, names[option].button ?? names[option].name)));
        });
        bar.append(set);
      };
      group("measure", this.measures, MEASURES);
      group("axis", this.axes, AXES);
      if (charts.length === 0) {
        bar.append(element("p", { class: "hint" }, "Drag across to zoom, double-click to go back, press a name below to hide its line."));
      }
      return bar;
    }

    legend() {
      const list = element("ul", { class: "legend" });
      this.moment = element("p", { class: "moment" });
      this.values = new Map();
      this.lines.forEach((line) => {
        const value = element("span", { class: "value" });
        const name = element("span", { class: "name" }, line.label);
        const about = { type: "button", "aria-pressed": "true", title: line.label };
        const button = element("button", about, swatch(line), name, value);
        button.addEventListener("click", () => toggle(line));
        button.addEventListener("pointerenter", () => setFocus(line));
        button.addEventListener("pointerleave", () => setFocus(null));
        button.addEventListener("focus", () => setFocus(button.matches(":focus-visible") ? line : null));
        button.addEventListener("blur", () => setFocus(null));
        this.values.set(line, { value, button });
        list.append(element("li", {}, button));
      });
      return element("div", {}, this.moment, list);
    }

    // The lines of today's measure and axis, the best drawn last and so on top.
    drawn() {
      return this.lines.filter((line) => line[this.measure] && line[this.axis]).reverse();
    }

    draw() {
      this.plot?.destroy();
      this.place.replaceChildren();
      this.shown = this.drawn();
      const scale = printing ? 2 : 1;
      const width = printing ? 1360 : this.place.clientWidth;
      if (this.shown.length === 0 || width === 0) {
        return;
      }
      const largest = Math.max(...this.shown.map((line) => line[this.axis].at(-1)));
      const { units } = AXES[this.axis];
      const [from, unit, per] = units.find(([least]) => largest >= least) ?? units.at(-1);
      this.per = per ?? from;
      this.unit = unit;
      const tables = this.shown.map((line) => this.table(line));
      const values = uPlot.join(tables);
      const ends = this.shown.map((line) => line[this.axis].at(-1));
      this.logarithmic = this.axis === "bytes" && Math.max(...ends) > 8 * Math.min(...ends) && Math.min(...values[0]) > 0;
      this.plot = new uPlot(this.options(width, scale), values, this.place);
      this.tell(null);
      this.place.firstChild.setAttribute("role", "img");
      const told = `${MEASURES[this.measure].name} over ${AXES[this.axis].name} of ${this.shown.length} lines`;
      this.place.firstChild.setAttribute("aria-label", `${told}; the table of results has the numbers`);
    }

    // Columns of one line: where, mean, lowest, highest; the same thrice where there is one seed.
    table(line) {
      const of = line[this.measure];
      return [line[this.axis].map((x) => x / this.per), of.mean, of.low ?? of.mean, of.high ?? of.mean];
    }

    options(width, scale) {
      const narrow = width / scale < NARROW;
      const height = Math.round(Math.max(260, Math.min(480, (width / scale) * 0.45))) * scale;
      const measure = MEASURES[this.measure];
      const font = `${12 * scale}px ${getComputedStyle(document.body).fontFamily}`;
      const text = () => colour("--ink");
      const grid = { stroke: () => colour("--grid"), width: scale };
      const series = [{}];
      const bands = [];
      this.shown.forEach((line) => {
        const stroke = () => faded(line, colourOf(line));
        const any = { show: !hidden.has(line.label), spanGaps: true };
        const edge = { ...any, stroke: "transparent", width: 0, points: { show: false } };
        const mean = {
          ...any,
          stroke,
          width: (line.place < COLOURED ? 2 : 1.25) * scale,
          dash: dashOf(line).map((dash) => dash * scale * uPlot.pxRatio),
          points: { show: line[this.axis].length === 1, size: 6 * scale },
        };
        series.push(mean, { ...edge }, { ...edge });
        if (line[this.measure].low) {
          bands.push({ series: [series.length - 1, series.length - 2], fill: () => faded(line, colourOf(line), 0.16) });
        }
      });
      const most = (size, each) => Math.max(2, Math.floor(size / each));
      return {
        width,
        height,
        series,
        bands,
        padding: [12 * scale, this.gutter(width, scale, narrow), 0, 0],
        legend: { show: false },
        scales: {
          x: { time: false, distr: this.logarithmic ? 3 : 1, range: (_, min, max) => this.across(min, max) },
          y: { range: (_, min, max) => (min == null ? [measure.least, 1] : roomy(min, max, measure)) },
        },
        axes: [
          {
            label: `${AXES[this.axis].name}${this.unit ? ` (${this.unit})` : ""}${this.logarithmic ? ", logarithmic" : ""}`,
            labelFont: font, font, stroke: text, grid, ticks: grid, size: 30 * scale, labelSize: 20 * scale, gap: 5 * scale, labelGap: 4 * scale,
            splits: (_, __, min, max) => this.logarithmic
              ? logarithmicTicks(min, max, most(width, 62 * scale))
              : linearTicks(min, max, most(width, 80 * scale), this.axis === "rounds"),
            filter: (_, splits) => splits,
            values: (_, splits) => splits.map(number),
          },
          {
            label: measure.name, labelFont: font, font, stroke: text, grid, ticks: { show: false },
            size: (_, values) => (12 + 7 * Math.max(2, ...(values ?? []).map((v) => v.length))) * scale,
            labelSize: 20 * scale, gap: 6 * scale, labelGap: 0,
            splits: (_, __, min, max) => linearTicks(min, max, 6, false),
            values: (_, splits) => splits.map((v) => measure.tick(v, splits.length > 1 ? splits[1] - splits[0] : 1)),
          },
        ],
        cursor: {
          y: false,
          dataIdx: (plot, index, closest) => this.nearest(plot, index, closest),
          points: { show: (plot, index) => index % 3 === 1 && marker(this.shown[(index - 1) / 3]) },
          drag: { x: true, y: false },
        },
        hooks: {
          setCursor: [(plot) => this.tell(plot.cursor.left >= 0 ? plot : null)],
          draw: [(plot) => !narrow && this.labels(plot, font, scale)],
        },
      };
    }

    across(min, max) {
      const first = this.plot?.data[0][0] ?? min;
      return !this.logarithmic && min <= first && max > min ? [0, max] : max > min ? [min, max] : [0, max * 1.05 || 1];
    }

    // Room at the right for names at the ends of lines.
    gutter(width, scale, narrow) {
      if (narrow) {
        return 14 * scale;
      }
      const longest = Math.max(...this.shown.filter((line) => line.place < COLOURED).map((line) => line.label.length));
      return Math.min(width * 0.26, (longest * 7 + 16) * scale);
    }

    // The index of the line's value nearest to the pointer; none before its first and after its last.
    nearest(plot, index, closest) {
      const values = plot.data[index];
      if (index === 0 || values[closest] != null) {
        return closest;
      }
      let before = closest;
      let after = closest;
      while (before >= 0 && values[before] == null) before--;
      while (after < values.length && values[after] == null) after++;
      if (before < 0 || after >= values.length) {
        return null;
      }
      const x = plot.data[0];
      return x[closest] - x[before] < x[after] - x[closest] ? before : after;
    }

    // Writes the values under the pointer into the legend, or the last ones.
    tell(plot) {
      const show = MEASURES[this.measure].show;
      this.shown.forEach((line, i) => {
        const of = line[this.measure];
        const index = plot?.cursor.idxs[3 * i + 1];
        const at = (k) => (plot ? (index == null ? null : plot.data[3 * i + k][index]) : null);
        const last = of.mean.findLastIndex((value) => value != null);
        const mean = plot ? at(1) : of.mean[last];
        const [low, high] = plot ? [at(2), at(3)] : [of.low?.[last], of.high?.[last]];
        const band = of.low && low != null ? ` (${show(low).replace(" %", "")}–${show(high).replace(" %", "")})` : "";
        this.values.get(line).value.textContent = mean == null ? "–" : show(mean) + band;
      });
      const where = plot?.cursor.idx;
      this.moment.textContent = where == null
        ? `${MEASURES[this.measure].name} at the end`
        : `at ${number(plot.data[0][where])} ${this.unit || AXES[this.axis].name}`;
    }

    // Names at the ends of the coloured lines. Those at the right edge make room for each other, in their order; one
    // that ends before it stands where it is free, or is left to the legend.
    labels(plot, font, scale) {
      const ctx = plot.ctx;
      const ratio = uPlot.pxRatio * scale;
      const height = LINE_HEIGHT * ratio;
      const { left, top, width, height: depth } = plot.bbox;
      const all = this.shown.filter((line) => line.place < COLOURED && !hidden.has(line.label)).reverse()
        .map((line) => this.end(plot, line)).filter((end) => end !== null);
      ctx.save();
      ctx.font = font.replace(/^[\d.]+/, (size) => size * uPlot.pxRatio);
      ctx.textBaseline = "middle";
      ctx.textAlign = "left";
      ctx.lineJoin = "round";
      all.forEach((end) => {
        const most = end.x < left + width - 2 * ratio ? 170 * ratio : Infinity;
        end.name = cut(ctx, end.line.label, Math.min(ctx.canvas.width - end.x - 8 * ratio, most));
        end.right = end.x + 7 * ratio + ctx.measureText(end.name).width;
      });
      const atEdge = all.filter((end) => end.x >= left + width - 2 * ratio).sort((one, other) => one.y - other.y);
      spread(atEdge.map((end) => end.y), height * 0.9, top, top + depth).forEach((y, i) => (atEdge[i].at = y));
      const taken = [...atEdge];
      all.filter((end) => end.at === undefined).forEach((end) => {
        end.at = [0, 1, -1, 2, -2, 3, -3].map((k) => end.y + k * height * 0.9).find((y) => y > top && y < top + depth &&
          !taken.some((other) => Math.abs(other.at - y) < height * 0.85 && other.x < end.right && end.x < other.right));
        if (end.at !== undefined) {
          taken.push(end);
        }
      });
      taken.filter((end) => end.name.length > 1).forEach((end) => this.label(ctx, end, ratio));
      ctx.restore();
    }

    // Where a line ends within what is shown, in pixels of the canvas; null where it does not.
    end(plot, line) {
      const values = plot.data[3 * this.shown.indexOf(line) + 1];
      const { min, max } = plot.scales.x;
      const last = values.findLastIndex((value, i) => value != null && plot.data[0][i] <= max);
      return last < 0 || plot.data[0][last] < min
        ? null
        : { line, x: plot.valToPos(plot.data[0][last], "x", true), y: plot.valToPos(values[last], "y", true) };
    }

    label(ctx, { line, name, x, y, at }, ratio) {
      ctx.strokeStyle = colour("--card");
      ctx.lineWidth = 4 * ratio;
      ctx.strokeText(name, x + 7 * ratio, at);
      ctx.fillStyle = ctx.strokeStyle = faded(line, colourOf(line));
      ctx.fillText(name, x + 7 * ratio, at);
      if (Math.abs(at - y) > 4 * ratio) {
        ctx.lineWidth = 0.75 * ratio;
        ctx.beginPath();
        ctx.moveTo(x + ratio, y);
        ctx.lineTo(x + 5.5 * ratio, at);
        ctx.stroke();
      }
    }
  }

  function cut(ctx, label, room) {
    let name = label;
    while (name.length > 1 && ctx.measureText(name).width > room) {
      name = `${name.slice(0, name.endsWith("…") ? -2 : -1)}…`;
    }
    return name;
  }

  function faded(line, of, share = 1) {
    const alpha = focus && focus !== line.label ? share * 0.2 : share;
    return alpha === 1 ? of : of + Math.round(alpha * 255).toString(16).padStart(2, "0");
  }

  function marker(line) {
    const dot = element("div", { class: "dot" });
    dot.style.background = colourOf(line);
    return dot;
  }

  function swatch(line) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", `swatch ${line.place < COLOURED ? `series-${line.place + 1}` : "rest"}`);
    svg.setAttribute("viewBox", "0 0 28 8");
    svg.setAttribute("aria-hidden", "true");
    const stroke = document.createElementNS(space, "path");
    stroke.setAttribute("d", "M0 4h28");
    svg.append(stroke);
    return svg;
  }

  function toggle(line) {
    if (!hidden.delete(line.label)) {
      hidden.add(line.label);
    }
    charts.forEach((chart) => {
      chart.lines.filter((one) => one.label === line.label).forEach((one) => {
        chart.values.get(one).button.setAttribute("aria-pressed", String(!hidden.has(one.label)));
        const at = chart.shown.indexOf(one);
        [1, 2, 3].forEach((k) => at >= 0 && chart.plot?.setSeries(3 * at + k, { show: !hidden.has(one.label) }));
      });
    });
  }

  function setFocus(line) {
    focus = line && !hidden.has(line.label) ? line.label : null;
    charts.forEach((chart) => chart.plot?.redraw(false));
  }

  function redraw() {
    charts.forEach((chart) => chart.draw());
  }

  function print(begins) {
    printing = begins;
    root.classList.toggle("printing", begins);
    document.querySelectorAll("details.best").forEach((details) => {
      if (begins) {
        details.dataset.was = details.open;
        details.open = true;
      } else {
        details.open = details.dataset.was === "true";
      }
    });
    redraw();
  }

  document.querySelectorAll("figure[data-measures]").forEach((figure) => {
    const measures = figure.dataset.measures.split(" ");
    const lines = data[figure.dataset.of];
    const axes = Object.keys(AXES).filter((axis) => lines.some((line) => line[axis]));
    charts.push(new Chart(figure, lines, measures.filter((measure) => lines.some((line) => line[measure])), axes));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  root.dataset.curves = charts.filter((chart) => chart.plot).length;
})();
