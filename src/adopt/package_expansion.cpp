#include "adopt/package_expansion.h"

#include "adopt/detail/kept_package.h"
#include "adopt/detail/part_edits.h"
#include "base/escapes.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace gongwen::adopt {
namespace {

std::size_t index_of(std::string_view digits) {
  std::size_t index = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index;
}

/// The count of a table of contents. A file has few of them, even if a damaged template claims more.
std::size_t& count_of(std::vector<std::size_t>& counts, std::size_t index) {
  constexpr std::size_t kMost = 100'000;
  index = std::min(index, kMost);
  if (counts.size() <= index) counts.resize(index + 1);
  return counts[index];
}

}  // namespace

PackageExpansion::PackageExpansion(const PackageTemplate& package)
    : package_(package),
      outputs_{Output{}},
      parts_(package.parts.size()),
      is_written_(package.parts.size()),
      last_notes_(package.parts.size()) {
  for (std::size_t i = 0; i < package.parts.size(); ++i) last_notes_[i] = package.parts[i].last_note;
}

void PackageExpansion::literal(std::string_view text) {
  while (!text.empty()) {
    const std::size_t start = text.find(kCommandStart);
    out() += text.substr(0, start);
    if (start == std::string_view::npos) return;
    const std::size_t end = text.find(kCommandEnd, start);
    if (end == std::string_view::npos) return;
    const std::string_view command = text.substr(start + 1, end - start - 1);
    // Page numbers are known after layout, texts of bookmarks after expansion.
    if (command.starts_with('p') || command.starts_with('b'))
      out() += text.substr(start, end + 1 - start);
    else
      obey(command);
    text.remove_prefix(end + 1);
  }
}

void PackageExpansion::obey(std::string_view command) {
  const std::size_t index = index_of(command.substr(1));
  switch (command.front()) {
    case '>':
      if (index >= parts_.size()) return;
      // Heads are in the file once, even if a loop has repeated the start of their section.
      outputs_.push_back({index, {}, package_.parts[index].collects_notes || !is_written_[index]});
      is_written_[index] = true;
      break;
    case '<': {
      if (outputs_.size() < 2) return;
      Output done = std::move(outputs_.back());
      outputs_.pop_back();
      if (done.is_kept) parts_[done.part] += done.text;
      break;
    }
    case '+':
      if (index < last_notes_.size()) ++last_notes_[index];
      break;
    case '#':
      if (index < last_notes_.size()) out() += std::to_string(last_notes_[index]);
      break;
    case '(':
      copies_.resize(std::max(copies_.size(), index + 1));
      copies_[index].begin = out().size();
      break;
    case ')':
      if (index < copies_.size() && copies_[index].begin <= out().size())
        copies_[index].text = out().substr(copies_[index].begin);
      break;
    case '[': open_bookmarks_[std::string(command.substr(1))] = out().size(); break;
    case ']': {
      const auto open = open_bookmarks_.find(command.substr(1));
      if (open == open_bookmarks_.end() || open->second > out().size()) break;
      bookmarks_.try_emplace(open->first, texts_in(std::string_view(out()).substr(open->second)));
      open_bookmarks_.erase(open);
      break;
    }
    case 'r': out() += '\r'; break;
    case '"': is_plain_ = true; break;
    case 't': is_plain_ = false; break;
    case '=':
      if (index < copies_.size()) out() += copies_[index].text;
      break;
    case 'h': out() += std::to_string(++count_of(headings_, index)); break;
    case 's':
      count_of(entries_, index) = 0;
      contents_.erase(index);
      break;
    case 'e': ++count_of(entries_, index); break;
    case 'a': out() += std::to_string(count_of(entries_, index)); break;
    // The id is the one that the page has given the heading.
    case 'c':
      out() += kCommandStart + ("pgw-h" + std::to_string(index) + "-" + std::to_string(count_of(entries_, index))) +
               kCommandSplit + "0" + kCommandEnd;
      break;
    case 'f':
      if (contents_.insert(index).second) out() += command.substr(command.find('|') + 1);
      break;
    default: break;
  }
}

void PackageExpansion::value(std::string_view text) {
  const std::size_t part = outputs_.back().part;
  const std::string& prefix = part < package_.parts.size() ? package_.parts[part].prefix : out();
  const auto put_element = [&](std::string_view name) {
    if (is_plain_) {
      out() += ' ';
      return;
    }
    out() += "</" + prefix + "t><" + prefix + std::string(name) + "/><" + prefix + "t xml:space=\"preserve\">";
  };
  char32_t before = 0;
  for (const auto& [sign, length, is_valid] : base::CodePoints(text)) {
    switch (sign) {
      case U'&': out() += "&amp;"; break;
      case U'<': out() += "&lt;"; break;
      case U'>': out() += "&gt;"; break;
      case U'"': out() += is_plain_ ? "&quot;" : "\""; break;
      case U'\t': put_element("tab"); break;
      case U'\n':
        if (before != U'\r') put_element("br");
        break;
      case U'\r':
      case U'\u2028': put_element("br"); break;
      default:
        if (is_valid && base::is_xml_character(sign)) base::append_utf8(out(), sign);
    }
    before = sign;
  }
}

std::string PackageExpansion::texts_in(std::string_view xml) const {
  const std::size_t part = outputs_.back().part;
  const std::string start = "<" + (part < package_.parts.size() ? package_.parts[part].prefix : std::string());
  std::string texts;
  for (std::size_t at = xml.find(start); at != std::string_view::npos; at = xml.find(start, at + 1)) {
    const std::size_t begin = xml.find('>', at);
    if (begin == std::string_view::npos) break;
    const std::string_view tag = xml.substr(at + start.size(), begin - at - start.size());
    const std::string_view name = tag.substr(0, tag.find_first_of(" /"));
    if (name == "br" || name == "tab" || name == "cr") texts += ' ';
    if (name != "t" || tag.ends_with('/')) continue;
    const std::size_t end = xml.find("</" + start.substr(1) + "t>", begin);
    texts += xml.substr(begin + 1, end - begin - 1);
  }
  return texts;
}

std::string PackageExpansion::with_references(std::string_view text, const PageNumber& page_number) const {
  std::string result;
  while (!text.empty()) {
    const std::size_t start = text.find(kCommandStart);
    result += text.substr(0, start);
    if (start == std::string_view::npos) break;
    const std::size_t split = text.find(kCommandSplit, start);
    const std::size_t end = text.find(kCommandEnd, start);
    const std::string_view id = text.substr(start + 2, split - start - 2);
    const bool is_page = text[start + 1] == 'p';
    const auto number = is_page ? page_number(id) : std::nullopt;
    const auto bookmark = is_page ? bookmarks_.end() : bookmarks_.find(id);
    // A bookmark around such a reference has no text yet.
    const bool has_text = bookmark != bookmarks_.end() && bookmark->second.find(kCommandStart) == std::string::npos;
    if (number)
      result += escaped_text(*number);
    else
      result += has_text ? bookmark->second : std::string(text.substr(split + 1, end - split - 1));
    text.remove_prefix(end + 1);
  }
  return result;
}

std::optional<std::string> PackageExpansion::file(package::ZipArchive& zip, const PageNumber& page_number) {
  std::map<std::string, std::string, std::less<>> changed(package_.replaced.begin(), package_.replaced.end());
  UsedIds used = package_.used_ids;
  for (std::size_t i = 0; i < package_.parts.size(); ++i) {
    const TemplatePart& part = package_.parts[i];
    if (part.is_kept) continue;
    std::string xml = part.head + with_references(parts_[i], page_number) + part.foot;
    auto finished = with_unique_ids(std::move(xml), used);
    if (!finished) {
      damaged_ = part.name;
      return std::nullopt;
    }
    changed.insert_or_assign(part.name, *std::move(finished));
  }
  return written_package(zip, package_.dropped, changed);
}

}  // namespace gongwen::adopt
