// Where the revisions of a PDF end: at each `startxref … %%EOF` whose table the last one leads to. Others are inside
// of streams, or of no effect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct RevisionEnd {
  std::size_t marker_end = 0;  // after `%%EOF`
  std::size_t end = 0;         // after the line end that follows it
  std::uint64_t table = 0;     // what `startxref` says

  bool fits(std::uint64_t signed_end) const { return signed_end >= marker_end && signed_end <= end; }
};

struct RevisionEnds {
  std::vector<RevisionEnd> all;          // whatever says so, in the order of the file
  std::vector<std::uint64_t> in_use;     // tables that the last one leads to
  std::vector<std::uint64_t> hybrid;     // those of them with a second table (XRefStm)
  bool is_known = true;                  // the tables could be followed

  bool uses(const RevisionEnd& end) const;
};

RevisionEnds find_revision_ends(std::string_view bytes);

}  // namespace gongwen::intake
