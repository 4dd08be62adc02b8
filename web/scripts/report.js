// Draws a report's charts from its tables, by uPlot. Without it the tables are there all the same.
"use strict";

(() => {
  const palette = 8;
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language);
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const month = new Intl.DateTimeFormat(language, { year: "numeric", month: "short", timeZone: "UTC" });
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // { times, series: [{ name, numbers, whole }] } of the chart's table.
  function read(figure) {
    const table = figure.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const headings = [...table.tHead.rows[0].cells].slice(1);
    return {
      times: rows.map((row) => Number(row.cells[0].dataset.time)),
      series: headings.map((heading, i) => ({
        name: heading.textContent,
        whole: heading.dataset.whole === "yes",
        bar: heading.dataset.bar === "yes",
        numbers: rows.map((row) => Number(row.cells[i + 1].dataset.n)),
      })),
    };
  }

  // The largest as they are; of a stack the rest as one.
  function choose(kind, series, others) {
    if (kind === "bars") return series.filter((one) => one.bar);
    const room = palette + (series.some((one) => one.whole) ? 1 : 0);
    if (series.length <= room) return series;
    if (kind === "lines") return series.slice(0, room);
    const rest = series.slice(room - 1);
    const sums = rest[0].numbers.map((_, row) => rest.reduce((sum, one) => sum + one.numbers[row], 0));
    return [...series.slice(0, room - 1), { name: others, numbers: sums }];
  }

  // Each on top of those that are shown before it.
  function stacked(series, shown) {
    const sums = series[0].numbers.map(() => 0);
    return series.map((one, i) => {
      if (shown[i]) one.numbers.forEach((n, row) => { sums[row] += n; });
      return [...sums];
    });
  }

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.kind = figure.dataset.kind;
      const all = read(figure);
      this.times = all.times;
      this.series = choose(this.kind, all.series, figure.dataset.others);
      this.shown = this.series.map(() => true);
      this.place = figure.querySelector(".plot");
      if (this.series.length === 0 || this.times.length < 2) return;
      this.keys = this.makeKeys();
      this.draw();
      new ResizeObserver(() => this.resize()).observe(this.place);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    colourOf(i) {
      if (this.kind === "bars") return colour("--gone");
      const before = this.series.slice(0, i).filter((one) => !one.whole).length;
      return this.series[i].whole ? colour("--ink") : colour(`--s${before % palette + 1}`);
    }

    makeKeys() {
      const list = document.createElement("ul");
      list.className = "keys";
      this.buttons = this.series.map((one, i) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", "true");
        const swatch = document.createElement("span");
        swatch.className = "swatch";
        const now = document.createElement("span");
        now.className = "now";
        button.append(swatch, one.name, now);
        button.addEventListener("click", () => this.toggle(i));
        const item = document.createElement("li");
        item.append(button);
        list.append(item);
        return { button, swatch, now };
      });
      this.when = document.createElement("li");
      this.when.className = "when";
      list.append(this.when);
      this.figure.insertBefore(list, this.place);
      return list;
    }

    toggle(i) {
      this.shown[i] = !this.shown[i];
      this.buttons[i].button.setAttribute("aria-pressed", String(this.shown[i]));
      this.draw();
    }

    data() {
      const rows = this.kind === "stack" ? stacked(this.series, this.shown) : this.series.map((one) => one.numbers);
      return [this.times, ...rows];
    }

    size() {
      const width = Math.max(240, this.place.parentElement.clientWidth - 24);
      return { width, height: width < 480 ? 240 : this.kind === "bars" ? 260 : 340 };
    }

    options() {
      const axis = { stroke: colour("--quiet"), font: `12px ${getComputedStyle(document.body).fontFamily}`,
        grid: { stroke: colour("--grid"), width: 1 }, ticks: { stroke: colour("--grid"), width: 1 } };
      return {
        ...this.size(),
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: { x: { time: true }, y: { range: (_, low, high) => [0, Math.max(1, high * 1.08)] } },
        axes: [
          { ...axis, size: 34, values: (_, splits) => splits.map((s) => this.tick(s)), space: 56 },
          { ...axis, size: 56, values: (_, splits) => splits.map((n) => Number.isInteger(n) ? compact.format(n) : "") },
        ],
        series: [{}, ...this.series.map((one, i) => this.seriesOptions(one, i))],
        bands: this.kind === "stack" ? this.bands() : [],
        hooks: { setCursor: [(plot) => this.tell(plot.cursor.idx)], draw: [(plot) => this.markPeak(plot)] },
      };
    }

    tick(seconds) {
      const day = new Date(seconds * 1000);
      return day.getUTCMonth() === 0 ? String(day.getUTCFullYear()) : this.times.length < 30 ? month.format(day) : "";
    }

    seriesOptions(one, i) {
      const stroke = this.colourOf(i);
      this.buttons[i].swatch.style.background = stroke;
      const options = { label: one.name, show: this.shown[i], stroke, width: one.whole ? 2.5 : 1.75, points: { show: false } };
      if (this.kind === "stack") return { ...options, width: 1, fill: stroke + "cc" };
      if (this.kind === "bars") return { ...options, width: 0, fill: stroke, paths: uPlot.paths.bars({ size: [0.7, 40] }) };
      return options;
    }

    // Each fills down to the one that is shown below it.
    bands() {
      const bands = [];
      let below = -1;
      this.shown.forEach((is_shown, i) => {
        if (!is_shown) return;
        if (below >= 0) bands.push({ series: [i + 1, below + 1] });
        below = i;
      });
      return bands;
    }

    tell(row) {
      const none = row === null || row === undefined;
      this.when.textContent = none ? "" : month.format(new Date(this.times[row] * 1000));
      this.buttons.forEach((one, i) => {
        one.now.textContent = none ? "" : number.format(this.series[i].numbers[row]);
      });
    }

    markPeak(plot) {
      const row = Number(this.figure.dataset.peak ?? NaN);
      const whole = this.series.findIndex((one) => one.whole);
      if (!Number.isInteger(row) || whole < 0 || !this.shown[whole]) return;
      const { ctx, bbox } = plot;
      const ratio = devicePixelRatio;
      const x = plot.valToPos(this.times[row], "x", true);
      const y = plot.valToPos(this.series[whole].numbers[row], "y", true);
      ctx.save();
      ctx.fillStyle = colour("--mark");
      ctx.beginPath();
      ctx.arc(x, y, 4.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.font = `600 ${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
      const text = this.figure.dataset.peakLabel;
      const half = ctx.measureText(text).width / 2;
      ctx.textAlign = "center";
      ctx.textBaseline = "bottom";
      ctx.fillText(text, Math.min(Math.max(x, bbox.left + half), bbox.left + bbox.width - half), y - 7 * ratio);
      ctx.restore();
    }

    draw() {
      this.plot?.destroy();
      this.plot = new uPlot(this.options(), this.data(), this.place);
      const root = this.plot.root;
      root.tabIndex = 0;
      root.setAttribute("role", "img");
      root.setAttribute("aria-label", this.figure.dataset.label);
      root.addEventListener("keydown", (event) => this.step(event));
    }

    // The arrow keys go from month to month.
    step(event) {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[event.key];
      if (!by) return;
      event.preventDefault();
      const last = this.times.length - 1;
      const row = Math.min(last, Math.max(0, (this.plot.cursor.idx ?? (by > 0 ? -1 : last + 1)) + by));
      this.plot.setCursor({ left: this.plot.valToPos(this.times[row], "x"), top: 0 });
    }

    resize() {
      const size = this.size();
      if (this.plot && size.width !== this.plot.width) this.plot.setSize(size);
    }
  }

  document.querySelectorAll("figure.chart").forEach((figure) => new Chart(figure));
})();
