"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const byId = (id) => document.getElementById(id);
  const nodes = read("nodes"), edges = read("edges"), looks = read("looks"), communities = read("communities");
  const known = new Map(nodes.map((node) => [node.id, node]));
  const near = new Map(nodes.map((node) => [node.id, []]));
  for (const edge of edges) {
    near.get(edge.from).push({ other: edge.to, edge });
    near.get(edge.to).push({ other: edge.from, edge });
  }
  const hidden = { kind: new Set(), health: new Set(), edge: new Set() };
  let selected = null, focus = null;

  // All text goes in as text: nothing that stands in a title can become markup.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") element.addEventListener("click", value);
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  };

  const FAINT = "rgba(200,204,210,0.25)";
  const drawn = (node) => ({
    id: node.id, x: node.x, y: node.y, size: node.size, shape: node.shape, label: node.label,
    color: node.color, borderWidth: node.borderWidth, shapeProperties: node.shapeProperties,
    font: { size: Math.min(10 + node.size / 3, 20) },
  });
  const nodeSet = new vis.DataSet(nodes.map(drawn));
  const edgeSet = new vis.DataSet(edges.map((edge) => (
    { id: edge.id, from: edge.from, to: edge.to, width: edge.width, color: { color: edge.color, highlight: "#111827", hover: "#374151" } })));
  const network = new vis.Network(byId("graph"), { nodes: nodeSet, edges: edgeSet }, read("options"));
  window.linkgraph = { network, nodes, edges, isHidden: (id) => !isShown(known.get(id)) };

  const isShown = (node) => !hidden.kind.has(node.kind) && !hidden.health.has(node.health);

  // Only what changed is handed to the drawing: updating thousands of nodes costs seconds.
  const looked = { nodes: new Map(), edges: new Map() };
  const changed = (kind, looks) => looks.filter((look) => {
    const text = JSON.stringify(look), same = looked[kind].get(look.id) === text;
    looked[kind].set(look.id, text);
    return !same;
  });
  const nodeLook = (ringed) => (node) => {
    const lit = ringed === null || ringed.has(node.id);
    return { id: node.id, hidden: !isShown(node), opacity: lit ? 1 : 0.14, label: lit ? node.label : "" };
  };
  const edgeLook = (ringed) => (edge) => {
    const shown = !hidden.edge.has(edge.kind) && isShown(known.get(edge.from)) && isShown(known.get(edge.to));
    const lit = ringed === null || (typeof focus === "number"
      ? ringed.has(edge.from) && ringed.has(edge.to) : edge.from === focus || edge.to === focus);
    return { id: edge.id, hidden: !shown, color: { color: lit ? edge.color : FAINT, highlight: "#111827", hover: "#374151" } };
  };
  changed("nodes", nodes.map(nodeLook(null)));
  changed("edges", edges.map(edgeLook(null)));

  const redraw = () => {
    const ringed = focus === null ? null : new Set(
      typeof focus === "number"
        ? nodes.filter((node) => node.community === focus).map((node) => node.id)
        : [focus, ...near.get(focus).map((item) => item.other)]);
    nodeSet.update(changed("nodes", nodes.map(nodeLook(ringed))));
    edgeSet.update(changed("edges", edges.map(edgeLook(ringed))));
    showCounts();
    if (!byId("table").hidden) showTable();
  };

  const showCounts = () => {
    const shown = nodes.filter(isShown);
    const papers = shown.filter((node) => node.kind === "paper").length;
    const dead = shown.filter((node) => node.kind !== "paper" && node.health === "dead").length;
    const failing = shown.filter((node) => node.kind !== "paper" && node.health === "failing").length;
    byId("counts").textContent = `${papers} papers, ${shown.length - papers} artifacts`
      + (dead ? `, ${dead} dead` : "") + (failing ? `, ${failing} failing` : "");
  };

  // --- the names of communities, drawn where they stand -----------------------------------------
  const centres = new Map();
  const showGroups = () => {
    for (const group of communities) {
      const members = nodes.filter((node) => node.community === group.number && isShown(node));
      const mean = (axis) => members.reduce((sum, node) => sum + node[axis], 0) / members.length;
      if (members.length < 4 || !group.label) { centres.delete(group.number); continue; }
      const x = mean("x"), y = mean("y");
      const reach = Math.max(...members.map((node) => Math.hypot(node.x - x, node.y - y)));
      centres.set(group.number, { x, y, reach, group });
    }
  };
  network.on("afterDrawing", (context) => {
    const scale = network.getScale();
    if (scale > 0.95) return;
    const size = 15 / scale, taken = [], box = byId("graph").getBoundingClientRect();
    const left = network.DOMtoCanvas({ x: 6, y: 0 }).x, right = network.DOMtoCanvas({ x: box.width - 6, y: 0 }).x;
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    for (const { x, y, reach, group } of centres.values()) {
      // Where single nodes bear their names, the group's stands above them.
      const height = scale > 0.72 ? y - reach - size * 1.8 : y;
      const place = (text) => {
        const half = context.measureText(text).width / 2;
        return { text, half, height, at: Math.min(Math.max(x, left + half), right - half) };
      };
      const isFree = ({ at, half }) =>
        !taken.some((other) => Math.abs(other.at - at) < other.half + half && Math.abs(other.height - height) < size * 1.2);
      const whole = place(group.label);
      const found = [...(2 * whole.half > 2.6 * reach && scale <= 0.72 ? [] : [whole]), place(group.label.split(" · ")[0])].find(isFree);
      if (!found) continue;
      taken.push(found);
      const { text, at } = found;
      context.lineWidth = 5 / scale;
      context.strokeStyle = "rgba(255,255,255,0.9)";
      context.strokeText(text, at, height);
      context.fillStyle = "#111827";
      context.fillText(text, at, height);
    }
  });

  // --- details ----------------------------------------------------------------------------------
  const safeUrl = (url) => /^https?:\/\//.test(url) ? url : "";
  const goTo = (id) => make("button", { type: "button", onclick: () => select(id, true) }, known.get(id).name);

  const showDetails = () => {
    const box = byId("details");
    box.replaceChildren();
    box.hidden = selected === null;
    if (selected === null) return;
    const node = known.get(selected);
    const group = communities.find((item) => item.number === node.community);
    const facts = make("dl");
    const fact = (name, value) => { if (value) facts.append(make("dt", {}, name), make("dd", {}, String(value))); };
    fact("kind", node.kind);
    fact(node.kind === "paper" ? "its links" : "state", node.health);
    fact("verdict", node.verdict);
    fact("topics", node.topics.join(", ") || (node.kind === "paper" ? "no text" : ""));
    fact("group", group ? group.label : "");
    fact("PageRank", node.rank.toFixed(4));
    box.append(make("h3", {}, node.name));
    const url = safeUrl(node.url);
    if (url) box.append(make("a", { class: "open", href: url, target: "_blank", rel: "noopener noreferrer" }, url));
    box.append(facts);
    const items = near.get(selected).slice().sort((one, other) => other.edge.weight - one.edge.weight);
    if (node.promises.length) {
      box.append(make("h2", {}, "Promises"), make("ul", {}, ...node.promises.map((words) => make("li", {}, words))));
    }
    const sections = [
      [node.kind === "paper" ? "Names" : "Named by", (edge) => edge.kind === "links"],
      ["Mentions", (edge) => edge.kind === "mentions" && edge.from === selected],
      ["Mentioned by", (edge) => edge.kind === "mentions" && edge.to === selected],
      ["Shares an artifact with", (edge) => edge.kind === "shares_artifact"],
      ["Shares topics with", (edge) => edge.kind === "shares_topic"],
    ];
    for (const [name, belongs] of sections) {
      const rows = items.filter((item) => belongs(item.edge));
      if (!rows.length) continue;
      box.append(make("h2", {}, name), make("ul", {}, ...rows.map((item) => make("li", {},
        goTo(item.other), make("small", {}, item.edge.reason)))));
    }
    box.append(make("button", { type: "button", onclick: () => select(null) }, "Close"));
    box.scrollIntoView({ block: "nearest" });
  };

  const select = (id, move = false) => {
    if (id === null && selected === null && focus === null && byId("details").hidden) return;
    if (id !== null && !isShown(known.get(id))) reveal(known.get(id));
    selected = focus = id;
    network.unselectAll();
    if (id !== null) {
      network.selectNodes([id], false);
      if (move) network.focus(id, { scale: Math.max(network.getScale(), 1), animation: false });
    }
    const wanted = id === null ? "" : "#" + encodeURIComponent(id);
    if (location.hash !== wanted) history.replaceState(null, "", wanted || location.pathname + location.search);
    redraw();
    showDetails();
  };

  network.on("click", (event) => {
    if (event.nodes.length) select(event.nodes[0]);
    else if (event.edges.length) showEdge(event.edges[0]);
    else select(null);
  });
  network.on("doubleClick", (event) => {
    const url = event.nodes.length ? safeUrl(known.get(event.nodes[0]).url) : "";
    if (url) window.open(url, "_blank", "noopener,noreferrer");
  });
  network.on("hoverNode", (event) => { byId("graph").title = known.get(event.node).name; });
  network.on("blurNode", () => { byId("graph").title = ""; });

  const reveal = (node) => {
    hidden.kind.delete(node.kind);
    hidden.health.delete(node.health);
    for (const button of document.querySelectorAll("#legend button[data-axis]")) markToggle(button);
    showGroups();
  };

  const showEdge = (id) => {
    const edge = edges[id], box = byId("details");
    box.hidden = false;
    box.replaceChildren(make("h3", {}, looks.edges.find((item) => item.name === edge.kind).means),
      make("p", {}, edge.reason), make("ul", {}, make("li", {}, goTo(edge.from)), make("li", {}, goTo(edge.to))));
  };

  // --- search -----------------------------------------------------------------------------------
  const search = byId("search"), found = byId("found");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const texts = nodes.map((node) => [node, plain(`${node.name} ${node.topics.join(" ")} ${node.url}`)]);
  let marked = 0;
  const matches = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return texts.filter(([node, text]) => isShown(node) && words.every((word) => text.includes(word)))
      .map(([node]) => node)
      .sort((one, other) => plain(other.name).includes(words[0]) - plain(one.name).includes(words[0]) || other.degree - one.degree)
      .slice(0, 30);
  };
  const showFound = () => {
    const list = matches();
    marked = Math.min(marked, Math.max(list.length - 1, 0));
    found.replaceChildren(...list.map((node, index) => make("li",
      { role: "option", id: `found-${index}`, "aria-selected": String(index === marked), onclick: () => pick(node.id) },
      node.name, " ", make("small", {}, node.kind))));
    if (search.value.trim() && !list.length) found.append(make("li", { role: "option" }, "Nothing found"));
    found.hidden = !search.value.trim();
    search.setAttribute("aria-expanded", String(!found.hidden));
    search.setAttribute("aria-activedescendant", list.length ? `found-${marked}` : "");
    return list;
  };
  const pick = (id) => { found.hidden = true; search.setAttribute("aria-expanded", "false"); select(id, true); };
  search.addEventListener("input", () => { marked = 0; showFound(); });
  search.addEventListener("keydown", (event) => {
    const list = matches();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      marked = Math.max(0, Math.min(list.length - 1, marked + (event.key === "ArrowDown" ? 1 : -1)));
      showFound();
      event.preventDefault();
    } else if (event.key === "Enter" && list.length) pick(list[marked].id);
    else if (event.key === "Escape") { found.hidden = true; search.value = ""; select(null); }
  });
  document.addEventListener("click", (event) => { if (!byId("searching").contains(event.target)) found.hidden = true; });

  // --- legend -----------------------------------------------------------------------------------
  const count = (list, key) => list.reduce((sums, item) => sums.set(item[key], (sums.get(item[key]) || 0) + 1), new Map());
  const markToggle = (button) => {
    const off = hidden[button.dataset.axis].has(button.dataset.name);
    button.classList.toggle("off", off);
    button.setAttribute("aria-label", `${button.dataset.told}, ${off ? "hidden" : "shown"}`);
  };
  const toggle = (axis, name, mark, text, number, means) => {
    const button = make("button", { type: "button", title: `${means}; click to hide or show`, "data-axis": axis,
      "data-name": name, "data-told": `${text}: ${number}` },
      mark, make("span", {}, text), make("span", { class: "count" }, String(number)));
    button.addEventListener("click", () => {
      if (!hidden[axis].delete(name)) hidden[axis].add(name);
      markToggle(button);
      showGroups();
      redraw();
    });
    markToggle(button);
    return make("li", {}, button);
  };
  const mark = (text, color) => { const it = make("span", { class: "mark", "aria-hidden": "true" }, text); it.style.color = color; return it; };
  const line = (color) => { const it = make("span", { class: "line", "aria-hidden": "true" }); it.style.borderColor = color; return it; };
  const showLegend = () => {
    const legend = byId("legend");
    const kinds = count(nodes, "kind"), lines = count(edges, "kind");
    const health = count(nodes.filter((node) => node.kind !== "paper" || node.health === "no links"), "health");
    legend.append(make("h2", {}, "Kinds"), make("ul", {}, ...[...kinds].sort((one, other) => other[1] - one[1]).map(([name, number]) =>
      toggle("kind", name, mark(looks.marks[looks.shapes[name] || "triangle"], "#4b5563"), name, number,
        name === "paper" ? "Coloured by group" : "Coloured by health"))),
    make("p", { class: "fine" }, "A red ring around a paper: one of its links is dead; orange and dashed: failing."));
    legend.append(make("h2", {}, "Health of artifacts"), make("ul", {}, ...looks.health.filter((item) => health.has(item.name)).map((item) =>
      toggle("health", item.name, mark("■", item.color), item.name, health.get(item.name), item.means))));
    legend.append(make("h2", {}, "Edges"), make("ul", {}, ...looks.edges.filter((item) => lines.has(item.name)).map((item) =>
      toggle("edge", item.name, line(item.color), item.means, lines.get(item.name), item.name))));
    const groups = communities.filter((item) => item.size > 2);
    if (groups.length) legend.append(make("h2", {}, "Groups"), make("ul", {}, ...groups.map((item) => make("li", {}, make("button",
      { type: "button", title: "Click to look at this group", onclick: () => lookAt(item.number) },
      mark("●", item.color), make("span", {}, item.label), make("span", { class: "count" }, String(item.size)))))));
  };
  const lookAt = (number) => {
    selected = null;
    focus = focus === number ? null : number;
    redraw();
    showDetails();
    const members = nodes.filter((node) => node.community === focus).map((node) => node.id);
    network.fit({ ...(focus === null ? {} : { nodes: members, maxZoomLevel: 2 }), animation: false });
  };

  // --- the table twin ---------------------------------------------------------------------------
  let tabled = "";
  const showTable = () => {
    const told = JSON.stringify([[...hidden.kind], [...hidden.health]]);
    if (told === tabled) return;
    tabled = told;
    const heads = ["Title", "Kind", "Health", "Group", "Edges", "Address"];
    const labels = new Map(communities.map((item) => [item.number, item.label]));
    const open = (url) => url ? make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "open") : "";
    const rows = nodes.filter(isShown).sort((one, other) => (one.kind !== "paper") - (other.kind !== "paper") || one.name.localeCompare(other.name));
    byId("table").replaceChildren(make("table", {},
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows.map((node) => make("tr", {}, make("td", {}, goTo(node.id)), make("td", {}, node.kind),
        make("td", {}, node.health), make("td", {}, labels.get(node.community) || ""), make("td", {}, String(node.degree)),
        make("td", {}, open(safeUrl(node.url))))))));
  };
  byId("as-table").addEventListener("click", (event) => {
    const on = byId("table").hidden;
    byId("table").hidden = !on;
    event.currentTarget.setAttribute("aria-pressed", String(on));
    if (on) showTable();
  });

  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("fit").addEventListener("click", () => { select(null); network.fit({ animation: false }); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement !== search) select(null);
    if (event.key === "/" && document.activeElement !== search) { search.focus(); event.preventDefault(); }
  });

  showLegend();
  showCounts();
  showGroups();
  network.fit({ animation: false });
  let named = "";
  try { named = decodeURIComponent(location.hash.slice(1)); } catch { /* an address cut in the middle names nothing */ }
  if (known.has(named)) select(named, true);
})();
