// Writes projections.json with d3-geo: node write_projections.mjs > projections.json, where d3-geo is installed.
import { geoAzimuthalEqualArea, geoEqualEarth, geoDistance, geoInterpolate } from "d3-geo";

const places = [[0, 0], [-8, 12.65], [-6.84, 34.02], [2.11, 13.51], [-74.08, 4.61], [151.2, -33.9], [179.9, 66], [-179.9, -17], [10, 89.9], [-60, -89.9]];
const centres = [[0, 0], [-0.3, 22.34], [135, -25], [-100, 40], [20, 89]];
const digits = (values) => values.map((each) => Number(each.toFixed(9)));
const raw = (projection, place) => {
  const [x, y] = projection.scale(1).translate([0, 0])(place);
  return digits([x, -y]);
};
const rotated = ([lon, lat]) => geoAzimuthalEqualArea().rotate([-lon, -lat]);
const pairs = [[places[1], places[4]], [places[5], places[2]], [places[6], places[7]], [places[8], places[3]]];
console.log(JSON.stringify({
  source: "d3-geo 3.1.2",
  azimuthal: centres.flatMap((centre) => places.map((place) => [centre, place, raw(rotated(centre), place)])),
  earth: places.map((place) => [place, raw(geoEqualEarth(), place)]),
  ways: pairs.map(([from, to]) => [from, to, Number(geoDistance(from, to).toFixed(9)), digits(geoInterpolate(from, to)(0.25))]),
}).replaceAll("],[[", "],\n[["));
