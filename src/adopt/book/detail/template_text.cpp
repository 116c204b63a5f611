#include "adopt/book/detail/template_text.h"

#include "adopt/book/detail/blocks.h"
#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"
#include "diagnostics/catalogue/book.h"

#include <algorithm>

namespace gongwen::book {
namespace {

namespace messages = diagnostics::messages;

/// `登记表!B5:12`: the character counts from 1 and is left out if it is the first.
std::string place_in(std::string_view place, std::string_view text, std::size_t byte) {
  const std::size_t character = 1 + base::count_code_points(text.substr(0, byte));
  std::string named(place);
  if (character > 1) named += ":" + std::to_string(character);
  return named;
}

}  // namespace

void TemplateText::command(Command command, std::string_view argument) {
  text_ += kCommandStart;
  text_ += static_cast<char>(command);
  text_ += argument;
  text_ += kCommandEnd;
}

void TemplateText::note(std::string place) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  if (!places_.empty() && places_.back().begin == at)
    places_.back().cell = std::move(place);
  else
    places_.push_back({at, std::move(place)});
}

diagnostics::Origin TemplateText::origin(std::string_view place) { return origin({}, 0, place); }

diagnostics::Origin TemplateText::origin(std::string_view text, std::size_t byte, std::string_view place) {
  note(place_in(place, text, byte));
  const auto at = static_cast<std::uint32_t>(text_.size());
  // A template comment, so that the place has a text of its own.
  text_ += "{# #}";
  return {{source_, at, at + 1}, {}};
}

void TemplateText::tag(const adopt::Tag& tag, std::string_view text, std::string_view place) {
  if (tag.type == adopt::TagType::Comment) return;
  note(place_in(place, text, tag.begin));
  text_ += tag.text;
}

void TemplateText::literal(const CellText& cell, std::size_t begin, std::size_t end, std::string_view place) {
  const std::string_view text = std::string_view(cell.text).substr(begin, end - begin);
  if (const std::size_t open = find_open_tag(text); open != std::string_view::npos) {
    const diagnostics::Origin at = origin(cell.text, begin + open, place);
    sink_.report(messages::BookOpenTag, at, text.substr(open, 2));
    return;
  }
  if (const std::size_t wide = adopt::find_wide_tag(text, {}); wide != std::string::npos)
    sink_.report(messages::AdoptWideTag, origin(cell.text, begin + wide, place));
  for (const auto& [sign, length, is_valid] : base::CodePoints(text)) {
    // The lexer normalises line ends, and XML has no other control characters.
    if (sign == U'\r') continue;
    if (is_valid && base::is_xml_character(sign)) base::append_utf8(text_, sign);
  }
}

void TemplateText::cell(const CellText& cell, const std::vector<bool>& is_of_row, std::string_view place) {
  note(std::string(place));
  std::size_t at = 0;
  std::size_t run = 0;
  // Open blocks whose text is used elsewhere, where commands would be read as text: such texts have a single format.
  std::size_t captures = 0;
  std::vector<bool> blocks;  // whether each open one is such
  // A run that begins in a tag begins after it instead.
  const auto begin_run = [&] {
    while (captures == 0 && run < cell.runs.size() && cell.runs[run].begin <= at) {
      if (run + 1 == cell.runs.size() || cell.runs[run + 1].begin > at) command(Command::Run, run);
      ++run;
    }
  };
  const auto put_to = [&](std::size_t end) {
    while (at < end) {
      begin_run();
      const bool has_runs = captures == 0 && run < cell.runs.size();
      const std::size_t stop = has_runs ? std::min(end, cell.runs[run].begin) : end;
      literal(cell, at, stop, place);
      at = stop;
    }
  };
  for (std::size_t i = 0; i < cell.tags.size(); ++i) {
    put_to(cell.tags[i].begin);
    begin_run();
    if (!is_of_row[i] && cell.tags[i].is_start()) {
      blocks.push_back(!holds_rows(cell.tags[i]));
      captures += blocks.back() ? 1 : 0;
    } else if (!is_of_row[i] && cell.tags[i].is_end() && !blocks.empty()) {
      captures -= blocks.back() ? 1 : 0;
      blocks.pop_back();
    }
    if (!is_of_row[i]) tag(cell.tags[i], cell.text, place);
    at = cell.tags[i].end;
  }
  put_to(cell.text.size());
}

}  // namespace gongwen::book
