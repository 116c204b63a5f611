#include "templating/detail/markup/html_reader.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

// Tolerant HTML: tags, attributes and character references, as far as the safe part needs them.
namespace gongwen::templating {
namespace {

/// Addresses that are longer are refused: a few of them would fill the result.
constexpr std::size_t kLongestAddress = 2048;
/// A `<` without a `>` within this length is text.
constexpr std::size_t kLongestTag = 4096;

/// Elements that are left out with their content, which is not meant to be read or would not be seen.
constexpr std::array<std::string_view, 21> kLeftOut{
    "applet",   "audio",  "button", "canvas", "iframe", "map", "math",     "noembed",  "noframes", "noscript", "object",
    "optgroup", "option", "script", "select", "style",  "svg", "template", "textarea", "title",    "video"};

/// Elements that have no content and therefore no end tag; their attributes hold what they show.
constexpr std::array<std::string_view, 10> kVoid{"area", "base", "embed", "frame",  "input",
                                                 "link", "meta", "param", "source", "track"};

/// Elements in whose content only their own end tag is a tag.
constexpr std::array<std::string_view, 7> kRaw{"iframe", "noembed", "noframes", "script", "style", "textarea", "title"};

/// Elements that become plain blocks; what else they mean is lost, which is reported.
constexpr std::array<std::string_view, 4> kPartlyKept{"center", "details", "fieldset", "form"};

/// Elements that mean nothing by themselves: no message is needed if their tags are dropped.
constexpr std::array<std::string_view, 8> kSilent{"body", "col", "colgroup", "head", "html", "span", "tbody", "wbr"};

template <std::size_t Count>
bool is_one_of(const std::array<std::string_view, Count>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_html_space(char c) { return base::is_ascii_space(c); }

struct WrittenAttribute {
  std::string name;  // in lower case
  std::string value;
};

/// Takes the next attribute of a tag; nullopt at the end of the tag.
std::optional<WrittenAttribute> take_attribute(std::string_view& rest) {
  while (!rest.empty() && (is_html_space(rest.front()) || rest.front() == '/')) rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  std::size_t end = 1;  // a name may begin with `=`
  while (end < rest.size() && !is_html_space(rest[end]) && rest[end] != '/' && rest[end] != '=') ++end;
  WrittenAttribute attribute{base::ascii_lowercase(rest.substr(0, end)), {}};
  rest.remove_prefix(end);
  std::string_view after = rest;
  while (!after.empty() && is_html_space(after.front())) after.remove_prefix(1);
  if (after.empty() || after.front() != '=') return attribute;
  after.remove_prefix(1);
  while (!after.empty() && is_html_space(after.front())) after.remove_prefix(1);
  const bool is_quoted = !after.empty() && (after.front() == '"' || after.front() == '\'');
  const std::size_t begin = is_quoted ? 1 : 0;
  const auto stop = is_quoted ? after.find(after.front(), 1) : after.find_first_of(" \t\n\f\r");
  const std::size_t value_end = std::min(stop, after.size());
  attribute.value = unescape_html(after.substr(begin, value_end - begin));
  rest = after.substr(std::min(value_end + begin, after.size()));
  return attribute;
}

constexpr std::string_view kCdata = "<![CDATA[";

/// Whether a `<` begins a declaration or an instruction to a program. Before other signs it is one itself: 若a<!乙.
bool is_declaration(std::string_view html) {
  if (html.starts_with("<?")) return html.size() > 2 && base::is_ascii_alpha(html[2]);
  return html.starts_with("<!") && html.size() > 2 && (base::is_ascii_alpha(html[2]) || html[2] == '[');
}

/// A number that spans and lists may have.
std::optional<int> small_number(std::string_view text, int most) {
  text = base::trim_ascii_space(text);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > most) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::string> safe_address(std::string_view address) {
  address = base::trim_ascii_space(address);
  if (address.size() > kLongestAddress) return std::nullopt;
  const bool has_control =
      std::ranges::any_of(address, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  const std::string beginning = base::ascii_lowercase(address.substr(0, 8));
  const auto goes_beyond = [&](std::string_view scheme) {
    return beginning.starts_with(scheme) && address.size() > scheme.size();
  };
  const bool is_safe = goes_beyond("http://") || goes_beyond("https://") || goes_beyond("mailto:") || goes_beyond("#");
  if (has_control || !is_safe) return std::nullopt;
  std::string encoded;
  for (const char c : address) {
    // Characters that no address has (RFC 3987); letters of other scripts stay.
    if (std::string_view(" \"<>\\^`{|}").find(c) != std::string_view::npos) {
      base::append_percent_encoded(encoded, c);
    } else {
      encoded.push_back(c);
    }
  }
  return encoded;
}

std::optional<std::string> link_attributes(std::string_view address, MarkupWriter& writer) {
  const std::optional<std::string> safe = safe_address(address);
  if (!safe) {
    writer.note(FindingKind::Address, address);
    return std::nullopt;
  }
  return " href=\"" + base::escape_attribute(*safe) + "\"";
}

bool has_html_blocks(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && end - at < 16 && base::is_ascii_alnum(text[end])) ++end;
    const std::string name = base::ascii_lowercase(text.substr(at + 1, end - at - 1));
    const std::optional<MarkupElement> element = find_markup_element(name);
    if (name == "hr" || (element && is_block(*element))) return true;
  }
  return false;
}

/// Reads the tag that the text begins with; nullopt if its `<` is only a character.
std::optional<HtmlReader::Tag> HtmlReader::read_tag(std::string_view html) {
  html = html.substr(0, kLongestTag);
  Tag tag;
  std::size_t at = 1;
  if (at < html.size() && html[at] == '/') {
    tag.is_end = true;
    ++at;
  }
  if (at >= html.size() || !base::is_ascii_alpha(html[at])) return std::nullopt;
  const std::size_t name = at;
  while (at < html.size() && !is_html_space(html[at]) && html[at] != '/' && html[at] != '>') ++at;
  tag.name = base::ascii_lowercase(html.substr(name, at - name));
  const std::size_t attributes = at;
  bool before_value = false;
  while (at < html.size() && html[at] != '>') {
    if (before_value && (html[at] == '"' || html[at] == '\'')) {
      at = html.find(html[at], at + 1);
      if (at == std::string_view::npos) return std::nullopt;
    }
    before_value = html[at] == '=' || (before_value && is_html_space(html[at]));
    ++at;
  }
  if (at >= html.size()) return std::nullopt;
  tag.attributes = html.substr(attributes, at - attributes);
  tag.size = at + 1;
  return tag;
}

void HtmlReader::read(std::string_view html) {
  const std::size_t first_line = writer_.line();
  std::size_t line = first_line;
  std::size_t counted = 0;
  const std::size_t last_end = html.rfind('>');
  const std::size_t last_comment_end = html.rfind("-->");
  // Looked for once: a text may begin very many that have no end.
  const std::size_t last_cdata_end = html.rfind("]]>");
  const std::size_t last_instruction_end = html.rfind("?>");
  std::size_t text_begin = 0;
  const auto count_to = [&](std::size_t at) {
    line += static_cast<std::size_t>(std::count(html.begin() + static_cast<std::ptrdiff_t>(counted),
                                                html.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted = at;
    writer_.set_line(line);
  };
  for (std::size_t at = html.find('<'); at != std::string_view::npos && !writer_.is_full();) {
    if (last_end == std::string_view::npos || at > last_end) break;
    const std::string_view rest = html.substr(at);
    std::size_t size = 0;
    std::optional<Tag> tag;
    if (is_skipping() && is_one_of(kRaw, skipped_)) {
      // Only its end tag ends a script: `<!--` and `<p>` are text in it.
      tag = read_tag(rest);
      if (tag && tag->is_end && tag->name == skipped_) size = tag->size;
    } else if (rest.starts_with("<!--") && last_comment_end != std::string_view::npos && at + 2 <= last_comment_end) {
      size = rest.find("-->", 2) + 3;
    } else if (rest.starts_with(kCdata) && last_cdata_end != std::string_view::npos && at < last_cdata_end) {
      // Its words are text, as in XML.
      const std::size_t end = rest.find("]]>");
      read_text(html.substr(text_begin, at - text_begin));
      count_to(at);
      read_words(rest.substr(kCdata.size(), end - kCdata.size()));
      text_begin = at + end + 3;
      at = html.find('<', text_begin);
      continue;
    } else if (!rest.starts_with(kCdata) && is_declaration(rest)) {
      // Others end as in browsers (HTML, section 13.2.5.41): `<?xml:namespace prefix = o />` has no `?>`.
      const bool has_end = base::ascii_lowercase(rest.substr(0, 5)) == "<?php" &&
                           last_instruction_end != std::string_view::npos && at < last_instruction_end;
      size = has_end ? rest.find("?>") + 2 : rest.find('>') + 1;
    } else if ((tag = read_tag(rest))) {
      size = tag->size;
    }
    if (size > 0) {
      read_text(html.substr(text_begin, at - text_begin));
      count_to(at);
      if (tag) take(*tag);
      if (!tag && !is_skipping()) note_left_out(rest.substr(0, size));
      text_begin = at + size;
    }
    at = html.find('<', at + std::max<std::size_t>(size, 1));
  }
  if (!writer_.is_full()) read_text(html.substr(text_begin));
  writer_.set_line(first_line);
}

/// Reports words in comments and processing instructions: they are not printed, but the author may expect it.
void HtmlReader::note_left_out(std::string_view markup) {
  std::string_view words = markup;
  if (words.starts_with("<!--")) {
    words.remove_prefix(4);
    if (words.ends_with("-->")) words.remove_suffix(3);
    words = base::trim_ascii_space(words);
    // Browsers and word processors write these around copied text.
    if (words.starts_with("[if") || words.starts_with("[endif") || words == "StartFragment" || words == "EndFragment")
      return;
  } else {
    const std::string begin = base::ascii_lowercase(words.substr(0, 9));
    if (begin.starts_with("<!doctype") || begin.starts_with("<?xml") || begin.starts_with("<![if") ||
        begin.starts_with("<![endif"))
      return;
  }
  const bool has_words = std::ranges::any_of(
      words, [](char c) { return base::is_ascii_alnum(c) || static_cast<unsigned char>(c) >= 0x80; });
  if (has_words) writer_.note(FindingKind::Comment, markup);
}

void HtmlReader::read_text(std::string_view text) {
  read_words(text.find('&') == std::string_view::npos ? std::string(text) : unescape_html(text));
}

/// Text without references to characters.
void HtmlReader::read_words(std::string_view decoded) {
  if (decoded.empty() || is_skipping()) return;
  if (writer_.is_in_preformatted()) return writer_.preformatted(decoded);
  std::string_view rest = decoded;
  while (!rest.empty()) {
    const auto word = std::ranges::find_if_not(rest, is_html_space);
    const auto blanks = static_cast<std::size_t>(word - rest.begin());
    if (blanks > 0) writer_.space(rest.substr(0, blanks).find('\n') != std::string_view::npos);
    rest.remove_prefix(blanks);
    const auto end = static_cast<std::size_t>(std::ranges::find_if(rest, is_html_space) - rest.begin());
    writer_.text(rest.substr(0, end));
    rest.remove_prefix(end);
  }
}

void HtmlReader::take(const Tag& tag) {
  if (is_skipping()) {
    if (tag.name != skipped_) return;
    if (!tag.is_end) {
      if (!is_one_of(kRaw, skipped_)) ++skipped_depth_;
    } else if (--skipped_depth_ == 0) {
      skipped_.clear();
    }
    return;
  }
  // `</br>` is a line break (HTML, section 13.2.6.4.7).
  if (!tag.is_end || tag.name == "br") return take_start(tag);
  if (const std::optional<MarkupElement> element = find_markup_element(tag.name)) writer_.close(*element);
}

void HtmlReader::take_start(const Tag& tag) {
  if (is_one_of(kLeftOut, tag.name)) {
    writer_.note(FindingKind::Content, tag.name);
    // Drawings without content end at once.
    if (tag.attributes.ends_with('/') && !is_one_of(kRaw, tag.name)) return;
    skipped_ = tag.name;
    skipped_depth_ = 1;
    return;
  }
  if (is_one_of(kVoid, tag.name)) return writer_.note(FindingKind::Content, tag.name);
  if (tag.name == "br") return writer_.line_break();
  if (tag.name == "hr") return writer_.rule();
  if (tag.name == "img") {
    std::string alternative;
    std::string source;
    std::string_view rest = tag.attributes;
    while (const auto attribute = take_attribute(rest)) {
      if (attribute->name == "alt") alternative = attribute->value;
      if (attribute->name == "src") source = attribute->value;
    }
    writer_.note(FindingKind::Image, source);
    return writer_.text(alternative);
  }
  const std::optional<MarkupElement> element = find_markup_element(tag.name);
  if (!element) {
    if (!is_one_of(kSilent, tag.name)) return writer_.note(FindingKind::Tag, tag.name);
    attributes_of(MarkupElement::Division, tag.attributes);
    return;
  }
  if (is_one_of(kPartlyKept, tag.name)) writer_.note(FindingKind::Tag, tag.name);
  if (const auto attributes = attributes_of(*element, tag.attributes)) writer_.open(*element, *attributes);
}

/// Returns the attributes that are kept; nullopt if the element is a link that leads nowhere and so is not written.
std::optional<std::string> HtmlReader::attributes_of(MarkupElement element, std::string_view written) {
  std::string kept;
  bool has_address = false;
  const auto keep_number = [&](const WrittenAttribute& attribute, int least, int most) {
    const std::optional<int> number = small_number(attribute.value, most);
    if (number && *number >= least) kept += " " + attribute.name + "=\"" + std::to_string(*number) + "\"";
    return number && *number >= least;
  };
  std::vector<std::string> seen;
  while (const auto attribute = take_attribute(written)) {
    if (std::ranges::find(seen, attribute->name) != seen.end()) continue;
    seen.push_back(attribute->name);
    const bool is_cell = element == MarkupElement::Cell || element == MarkupElement::HeadCell;
    bool is_kept = false;
    if (is_cell && (attribute->name == "colspan" || attribute->name == "rowspan")) {
      constexpr int kMostSpanned = 100;
      is_kept = keep_number(*attribute, 1, kMostSpanned);
    } else if (element == MarkupElement::NumberedList && attribute->name == "start") {
      is_kept = keep_number(*attribute, 0, 999'999'999);
    } else if (element == MarkupElement::Link && attribute->name == "href") {
      const std::optional<std::string> address = link_attributes(attribute->value, writer_);
      if (address) kept += *address;
      has_address = address.has_value();
      is_kept = true;
    }
    if (!is_kept) writer_.note(FindingKind::Attribute, attribute->name);
  }
  if (element == MarkupElement::Link && !has_address) return std::nullopt;
  return kept;
}

StructuredText from_html(std::string_view text) {
  MarkupWriter writer(has_html_blocks(text) ? Shape::Blocks : Shape::Line);
  HtmlReader(writer).read(text);
  return writer.finish();
}

}  // namespace gongwen::templating
