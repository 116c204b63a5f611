// Fits outlines of one face. It communicates through its standard input and output, in this form, with big-endian
// numbers. First the source:
//
//   cff FIT SIZE\n                 then SIZE bytes: the table `CFF `
//   glyf FIT SIZE SIZE FORMAT\n    then the tables `glyf` and `loca`; FORMAT is indexToLocFormat of `head`
//
// FIT are five whole numbers, the fields of struct Fit: largest distance of the outline from the source, the same of
// long lines, both in hundredths of a font unit; the length of a long line in units; the grid of points in units; and
// whether points may move, 0 or 1. Then any number of requests, each answered before the next is read:
//
//   a number of 32 bits, and so many numbers of glyphs, 16 bits each
//   for each glyph a number of 32 bits, and so many bytes: the glyph as it is in a table `glyf`
//
// It ends with the input. Errors go to standard error; the status is then 1.

#include "bytes.h"
#include "fit.h"
#include "glyf_record.h"
#include "source.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>

namespace {

using fitter::BadOutline;

/// No font has a larger table.
constexpr std::size_t kLargestTable = std::size_t{1} << 30;
/// In hundredths of a unit. With less a curve takes points without end.
constexpr int kLeastTolerance = 50;
constexpr int kMostTolerance = 10'000;

struct Session {
  std::unique_ptr<fitter::Source> source;
  fitter::Fit fit;
};

std::string read_exactly(std::istream& in, std::size_t size) {
  if (size > kLargestTable) throw BadOutline("the input announces more bytes than a font has");
  std::string bytes;
  // As the bytes come: what is announced is not believed.
  char buffer[65536];
  while (bytes.size() < size) {
    in.read(buffer, static_cast<std::streamsize>(std::min(sizeof buffer, size - bytes.size())));
    if (in.gcount() == 0) throw BadOutline("the input ends too early");
    bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

fitter::Fit read_fit(std::istream& words) {
  int tolerance = 0;
  int line_tolerance = 0;
  int line = 0;
  int grid = 0;
  int moves = 0;
  words >> tolerance >> line_tolerance >> line >> grid >> moves;
  const bool is_fit = std::min(tolerance, line_tolerance) >= kLeastTolerance &&
                      std::max(tolerance, line_tolerance) <= kMostTolerance && line >= 0 && grid >= 1 &&
                      100 * grid <= kMostTolerance;
  if (!words || !is_fit) throw BadOutline("the first line of the input does not say how to fit");
  return {tolerance / 100.0, line_tolerance / 100.0, double(line), grid, moves != 0};
}

Session read_source(std::istream& in) {
  std::string line;
  std::getline(in, line);
  std::istringstream words(line);
  std::string kind;
  std::size_t size = 0;
  std::size_t loca_size = 0;
  int format = 0;
  Session session;
  words >> kind;
  session.fit = read_fit(words);
  words >> size;
  if (kind == "glyf") words >> loca_size >> format;
  if (!words || (kind != "cff" && kind != "glyf")) {
    throw BadOutline("the first line of the input does not describe a source");
  }
  std::string table = read_exactly(in, size);
  session.source = kind == "cff" ? fitter::cff_source(std::move(table))
                                 : fitter::glyf_source(std::move(table), read_exactly(in, loca_size), format != 0);
  return session;
}

std::string fitted(const Session& session, unsigned glyph) {
  std::vector<fitter::PointContour> contours;
  for (fitter::Contour& contour : session.source->outline(glyph)) {
    fitter::PointContour points = fitter::fit_contour(std::move(contour), session.fit);
    if (session.source->is_turned()) std::reverse(points.begin(), points.end());
    if (!points.empty()) contours.push_back(std::move(points));
  }
  return fitter::glyf_record(fitter::well_arranged(std::move(contours)));
}

void put_u32(std::ostream& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.put(static_cast<char>(value >> shift & 0xFF));
}

void answer_requests(const Session& session, std::istream& in, std::ostream& out) {
  while (in.peek() != std::istream::traits_type::eof()) {
    const std::string head = read_exactly(in, 4);
    const std::size_t count = fitter::Bytes(head).u32(0);
    const std::string glyphs = read_exactly(in, count * 2);
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned glyph = fitter::Bytes(glyphs).u16(2 * i);
      try {
        const std::string record = fitted(session, glyph);
        put_u32(out, record.size());
        out << record;
      } catch (const BadOutline& error) {
        throw BadOutline("glyph " + std::to_string(glyph) + " " + error.what());
      }
    }
    out.flush();
  }
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  try {
    const Session session = read_source(std::cin);
    answer_requests(session, std::cin, std::cout);
  } catch (const std::exception& error) {
    std::cerr << "fitter: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
