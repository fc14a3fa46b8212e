// Draws the tables that a canvas names; without this script the tables say the same.

const COLOURS = ["#0b5394", "#1d6b34", "#a65d00", "#a61b1b", "#5b3a8e"];
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3], [1, 2]];

const number = (cell) => (cell.textContent.trim() === "—" ? null : Number(cell.textContent));

function read(canvas) {
  const table = document.getElementById(canvas.dataset.table);
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent),
    datasets: canvas.dataset.drawn.split(",").map(Number).map((column, at) => ({
      label: names[column],
      data: rows.map((row) => number(row.cells[column])),
      borderColor: COLOURS[at],
      backgroundColor: COLOURS[at],
      borderDash: DASHES[at],
      borderWidth: 2,
      pointRadius: rows.length > 60 ? 0 : 2,
      maxBarThickness: 28,
    })),
  };
}

function draw(canvas) {
  const line = canvas.dataset.chart === "line";
  const data = read(canvas);
  const whole = data.datasets.every((set) => set.data.every((value) => value === null || Number.isInteger(value)));
  // Half a question was never asked.
  const values = { beginAtZero: true, grid: { color: "#dfe5ea" }, ticks: whole ? { precision: 0 } : {} };
  new Chart(canvas, {
    type: line ? "line" : "bar",
    data,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: line ? "x" : "y",
      interaction: { mode: "index", intersect: false, axis: line ? "x" : "y" },
      scales: line ? { y: values } : { x: values },
      plugins: { legend: { display: data.datasets.length > 1 } },
    },
  });
}

if (window.Chart) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.color = "#1c2430";
  for (const canvas of document.querySelectorAll("canvas[data-chart]")) draw(canvas);
}
