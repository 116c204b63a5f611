#include "flow/detail/kept_lines.h"

#include "base/utf8.h"

#include <numeric>
#include <utility>
#include <vector>

namespace gongwen::flow {
namespace {

std::size_t count_seen(std::u32string_view text) {
  std::size_t count = 0;
  for (const char32_t c : text) count += is_seen(c) ? 1 : 0;
  return count;
}

/// Appends a text, with a break wherever a line is complete.
class LineWriter {
 public:
  LineWriter(const BoxPlace& place, std::vector<Inline>& out) : place_(place), out_(out) {}

  void add(Inline piece) {
    auto* const text = std::get_if<Text>(&piece.content);
    if (text == nullptr) {
      out_.push_back(std::move(piece));
      return;
    }
    std::u32string part;
    for (const char32_t c : base::to_utf32(text->text)) {
      const bool starts_line = seen_ == place_.line_characters[line_] && line_ + 1 < place_.lines;
      if (starts_line && !is_seen(c)) continue;
      if (starts_line) {
        flush(piece, part);
        Inline mark = piece;
        mark.content = LineBreak{};
        out_.push_back(std::move(mark));
        ++line_;
        seen_ = 0;
      }
      part += c;
      seen_ += is_seen(c) ? 1 : 0;
    }
    flush(piece, part);
  }

 private:
  void flush(const Inline& pattern, std::u32string& part) {
    if (part.empty()) return;
    Inline piece = pattern;
    std::get<Text>(piece.content).text = base::to_utf8(part);
    out_.push_back(std::move(piece));
    part.clear();
  }

  const BoxPlace& place_;
  std::vector<Inline>& out_;
  std::size_t line_ = 0;
  std::size_t seen_ = 0;  // characters of the line
};

}  // namespace

void keep_line_ends(const BoxPlace& place, Paragraph& paragraph) {
  if (place.lines < 2 || place.lines > BoxPlace::kCountedLines) return;
  std::size_t seen = 0;
  bool has_leader = false;  // of an entry of contents: what follows is on the last line
  for (const Inline& piece : paragraph.content) {
    if (has_leader) break;
    const auto* const text = std::get_if<Text>(&piece.content);
    if (text != nullptr) seen += count_seen(base::to_utf32(text->text));
    has_leader = paragraph.is_contents && std::holds_alternative<Tab>(piece.content);
    if (has_leader) continue;
    // Breaks by the author are kept; other content is not part of a title.
    const bool is_other = std::holds_alternative<LineBreak>(piece.content) ||
                          std::holds_alternative<Tab>(piece.content) || std::holds_alternative<Ruby>(piece.content) ||
                          std::holds_alternative<Field>(piece.content) ||
                          std::holds_alternative<ControlStart>(piece.content);
    if (is_other) return;
  }
  const auto& counts = place.line_characters;
  const auto last = counts.begin() + static_cast<std::ptrdiff_t>(place.lines) - 1;
  const std::size_t before_last = std::accumulate(counts.begin(), last, std::size_t{0});
  if (has_leader ? before_last >= seen : before_last + *last != seen) return;
  std::vector<Inline> content = std::exchange(paragraph.content, {});
  LineWriter writer(place, paragraph.content);
  for (Inline& piece : content) writer.add(std::move(piece));
}

}  // namespace gongwen::flow
