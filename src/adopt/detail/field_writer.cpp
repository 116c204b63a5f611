#include "adopt/detail/field_writer.h"

#include "adopt/detail/format_css.h"
#include "adopt/detail/merge_field.h"
#include "adopt/detail/paragraph_text.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/adopt.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

namespace messages = diagnostics::messages;

std::string address_of(const word::Field& field) {
  std::string address = address_with_tags(operand_of(field));
  const std::size_t place = field.code.find("\\l \"");
  if (place == std::string::npos) return address;
  const std::size_t begin = place + 4;
  return address + "#" + field.code.substr(begin, field.code.find('"', begin) - begin);
}

std::string shown_style(const word::Field& field) {
  const std::vector<std::string> words = words_of_code(field.code);
  const bool has_format = words.size() == 4 && words[2] == "\\*" && words[3] == "MERGEFORMAT";
  if (field.name() != "STYLEREF" || (words.size() != 2 && !has_format)) return {};
  const std::string name = base::ascii_lowercase(words[1]);
  std::string_view number = name;
  for (const std::string_view word : {"heading ", "标题 ", "标题"}) {
    if (!number.starts_with(word)) continue;
    number.remove_prefix(word.size());
    break;
  }
  if (number.empty()) return "title";
  return number.size() == 1 && number.front() >= '1' && number.front() <= '9' ? "heading " + std::string(number) : name;
}

bool FieldWriter::write_live(const word::Field& field, const Surroundings& around) {
  const std::string name = field.name();
  const auto write_reference = [&](std::string_view type) {
    page_.out.write("<a class=\"" + std::string(type) + "\" href=\"#");
    page_.out.write_escaped(operand_of(field));
    page_.out.write("\"></a>");
    return true;
  };
  if (name == "PAGE") {
    const std::string_view style =
        counter_style(around.section == nullptr ? std::string() : around.section->page_number_format);
    page_.out.write("<span class=\"" +
                    page_.classes.name_of("&::before{content:counter(page," + std::string(style) + ")}") +
                    "\"></span>");
    return true;
  }
  if (name == "SECTIONPAGES" && page_.document.sections.size() > 1) {
    // The number of the last page equals the number of pages if pages are counted from 1.
    const bool is_counted =
        around.section != nullptr && !page_.has_repeated_sections &&
        (around.section == page_.document.sections.data() || around.section->first_page_number == 1) &&
        around.section->start != word::SectionStart::Continuous;
    if (!is_counted) return false;
    page_.out.write("<a class=\"gw-ref\" href=\"#gw-end" +
                    std::to_string(around.section - page_.document.sections.data() + 1) + "\"></a>");
    return true;
  }
  if (name == "NUMPAGES" || name == "SECTIONPAGES") {
    page_.out.write("<span class=\"gw-pages\"></span>");
    return true;
  }
  if (name == "PAGEREF") {
    const bool is_there = std::any_of(page_.document.bookmarks.begin(), page_.document.bookmarks.end(),
                                      [&](const word::Bookmark& one) { return one.name == operand_of(field); });
    return is_there && write_reference("gw-ref");
  }
  if (name == "REF" && shows_text(field) && page_.shown_texts.contains(operand_of(field)))
    return write_reference("gw-text");
  if (name == "SEQ") {
    const std::string tag = page_.sequences.tag(field);
    page_.out.write(tag);
    return !tag.empty();
  }
  const auto shown = page_.shown_styles.find(shown_style(field));
  if (shown != page_.shown_styles.end() && around.is_running) {
    const std::string css = fmt::format("&::before{{content:string(gw-style{})}}", shown->second);
    page_.out.write("<span class=\"" + page_.classes.name_of(css) + "\"></span>");
    return true;
  }
  const auto property = page_.document.core_properties.find(std::string(property_of(field)));
  if (property == page_.document.core_properties.end() || property->second.empty()) return false;
  page_.out.write_words(property->second);
  return true;
}

void FieldWriter::tell_kept(const word::Field& field, const FilePlace& place) {
  const std::string name = field.name();
  if (name == "TOC") return;  // generated after the paragraph
  if (is_computed(field) || is_outdated(field) || has_tag_in_code(field) || name == "PAGEREF" || name == "SECTIONPAGES")
    page_.out.report(messages::AdoptFieldKept, place, first_words(field.code));
  if (name == "MERGEFIELD") {
    if (const MergeTag tag = merge_tag(field); !tag.unread_switch.empty())
      page_.out.report(messages::AdoptMergeSwitch, place, tag.unread_switch, tag.text);
  }
  // An equation is drawn only from its code.
  if (name == "EQ") page_.out.report(messages::AdoptLeftOut, place, first_words(field.code));
}

}  // namespace gongwen::adopt
