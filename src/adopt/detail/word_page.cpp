#include "adopt/detail/word_page.h"

#include "adopt/detail/field_writer.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/text_language.h"
#include "base/utf8.h"

#include <algorithm>

namespace gongwen::adopt {
namespace {

const word::Paragraph* find_title(const WordPage& page) {
  if (page.document.stories.empty()) return nullptr;
  const word::Paragraph* first = nullptr;
  const word::Paragraph* title = nullptr;
  visit_paragraphs(page.document.stories.front().blocks, [&](const word::Paragraph& paragraph) {
    const bool has_text = std::ranges::any_of(paragraph.inlines, [](const word::Inline& item) {
      return item.type == word::InlineType::Text && item.text.find_first_not_of(" \t") != std::string::npos;
    });
    if (!has_text) return;
    if (first == nullptr) first = &paragraph;
    if (title == nullptr && page.style_name(page.paragraph_format(paragraph)) == "title") title = &paragraph;
  });
  const bool is_centred = first != nullptr && first->place.table == 0 &&
                          page.paragraph_format(*first).alignment.value_or(std::string()) == "center";
  return title != nullptr ? title : is_centred ? first : nullptr;
}

}  // namespace

WordPage::WordPage(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink)
    : document(document),
      request(request),
      out(request.source, sink),
      numbering(document),
      sequences(document),
      contents(contents_of(document)),
      language(language_of(document)),
      shown_texts(adopt::shown_texts(document)) {
  for (const word::Field& field : document.fields) {
    const std::string name = field.name();
    if (name == "PAGEREF" || name == "REF") targets.insert(operand_of(field));
    if (std::string style = shown_style(field); !style.empty())
      shown_styles.try_emplace(std::move(style), shown_styles.size() + 1);
    if (const std::string address = name == "HYPERLINK" ? address_of(field) : ""; address.starts_with('#'))
      targets.insert(address.substr(1));
  }
  for (const word::Link& link : document.links) {
    if (!link.anchor.empty()) targets.insert(link.anchor);
  }
  title = find_title(*this);
}

const word::RunFormat& WordPage::run_format(std::uint32_t index) const {
  return index < document.run_formats.size() ? document.run_formats[index] : document.default_run;
}

const word::ParagraphFormat& WordPage::paragraph_format(const word::Paragraph& paragraph) const {
  return paragraph.format < document.paragraph_formats.size() ? document.paragraph_formats[paragraph.format]
                                                              : document.default_paragraph;
}

std::string WordPage::style_name(const word::ParagraphFormat& format) const {
  const word::Style* const style = document.find_style(format.style.value_or(std::string()));
  return style == nullptr ? "heading " + std::to_string(format.outline_level.value_or(9) + 1)
                          : base::ascii_lowercase(style->name);
}

}  // namespace gongwen::adopt
