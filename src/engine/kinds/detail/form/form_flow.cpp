#include "engine/kinds/detail/form/form_flow.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_boxes.h"
#include "engine/kinds/detail/form/form_words.h"

#include <algorithm>
#include <set>

// The blocks of a text are written as calls of macros one after the other, with the fields as data: the
// facts that a control needs are in one object, a `line`. For example `{"words": "我单位{/org}自愿承担……"}`
// becomes
//   {% call letter.words("", true) %}{{ wording("words.1-1", org=letter.blank({…})) }}{% endcall %}
// and letter.blank() draws the value, or its control in a form to fill in. Cells of a workbook
// cannot have controls within words, so a blank without another place gets a row below the paragraph
// there.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;

class FormFlow : FlowWriter {
 public:
  FormFlow(FormWriter& writer, const Value& paper)
      : FlowWriter(writer, "letter"), paper_(paper), number_(writer.table()), elsewhere_(form_.on_paper) {}

  std::string make() {
    const std::vector<Value> blocks = form_items(paper_, "text");
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      block_ = static_cast<int>(i) + 1;
      add_block(blocks[i], i + 1 < blocks.size() && blocks[i + 1].find("items").has_value());
    }
    return std::move(made_);
  }

 private:
  // `before_items`: the paragraph introduces a list, and no page break may separate them.
  void add_block(const Value& block, bool before_items) {
    if (const auto items = block.find("items")) return add_items(*items);
    if (block.find("lines")) return add_lines(block);
    if (block.find("sign")) return add_signatures(block);
    if (block.find("html")) {
      made_ += fmt::format("{{{{ own.{}({}) }}}}\n", form_text(block, "html"), "letter.is_sheet");
      return;
    }
    std::string style = form_flag(block, "flush") ? "flush" : "";
    if (before_items) style += style.empty() ? "follows" : " follows";
    add_words(*block.find("words"), "words", style);
  }

  void add_words(const Value& words, std::string_view macro, const std::string& style) {
    std::string content;
    std::vector<std::string> lines;  // of blanks without another place
    bool has_blanks = false;
    const std::vector<Value> pieces = pieces_of(words);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      // Pieces of one paragraph are separate texts: `words.1-2`, `words.1-2-2`.
      const std::string id = fmt::format("words.{}-{}{}", number_, block_, i == 0 ? "" : fmt::format("-{}", i + 1));
      content += "{{ " + words_of(pieces[i], id) + " }}";
      for (const WordsPlace& place : read_words(pieces[i].string()).places) {
        const FormField* const field = place.pointer.empty() ? nullptr : form_.find(place.pointer);
        if (field == nullptr || field->flag("fixed")) continue;
        has_blanks = true;
        // `elsewhere_` begins with the fields on paper and grows, so that a blank that is repeated in words
        // has only one line. Lines are drawn in workbooks to fill in; on pages the blank itself has the
        // control.
        if (elsewhere_.insert(place.pointer).second) lines.push_back(line_of(*field));
      }
    }
    made_ += fmt::format("{{% call letter.{}({}, {}) %}}{}{{% endcall %}}\n", macro, base::json_string(style),
                         has_blanks ? "true" : "false", content);
    if (!lines.empty()) made_ += "{{ letter.blanks(" + list_of(lines) + ") }}\n";
  }

  void add_lines(const Value& block) {
    std::vector<std::string> lines;
    for (const Value& pointer : form_items(block, "lines")) lines.push_back(line_at(pointer));
    const std::string even = form_number(block, "even");
    made_ += fmt::format("{{{{ letter.lines({}, {}) }}}}\n", list_of(lines), even.empty() ? "none" : even);
  }

  /// Writes a field in a separate line. Reports engine/form-not-in-text for one that needs a grid, such as a
  /// list.
  std::string line_at(const Value& pointer, bool has_label = true) {
    const FormField& field = *form_.find(pointer.string());
    if (kind_of_line(field).empty()) sink_.report(messages::EngineFormNotInText, pointer.origin(), field.pointer);
    return line_of(field, has_label);
  }

  /// The texts of a list as numbered paragraphs.
  void add_items(const Value& pointer) {
    const FormField& field = *form_.find(pointer.string());
    if (field.type != FormFieldType::Texts) {
      sink_.report(messages::EngineFormNotInText, pointer.origin(), field.pointer);
      return;
    }
    const bool is_chinese = language_ == "zh";
    const std::string list = FormFile::expression_of(field.pointer);
    const std::string number =
        writer_.texts().add_with_places("number." + field.pointer.substr(1), is_chinese ? "{number}、" : "({number}) ",
                                        is_chinese ? "number=loop.index | cn_number" : "number=loop.index");
    // In a form to fill in, the list has a field for each text; otherwise only given texts are
    // numbered.
    std::string printed =
        fmt::format("{{% for one in ({}) or [] %}}{{% call letter.item(one) %}}{{{{ {} }}}}", list, number) +
        "{% endcall %}\n{% endfor %}";
    if (!field.flag("fixed")) {
      printed = fmt::format("{{% if fillable %}}{{{{ letter.item_fields({}) }}}}{{% else %}}{}{{% endif %}}",
                            line_of(field), printed);
    }
    made_ += printed + "\n";
  }

  /// The signatures, below the last words and above the date: these stay together. The macro `closing` keeps them on
  /// one page.
  void add_signatures(const Value& block) {
    made_ += "{% call letter.closing() %}\n";
    if (const auto words = block.find("words")) add_words(*words, "last_words", "");
    std::vector<std::string> lines;
    for (const Value& one : form_items(block, "sign")) {
      if (one.is_string()) {
        // A field that is also in the words has its star there, so it is not repeated here.
        std::string line = line_at(one);
        if (in_words_.contains(one.string())) line.insert(line.size() - 1, ", \"repeated\": true");
        lines.push_back(line);
        continue;
      }
      // Signed by hand, or in a signature field.
      const std::string words = form_text(one, "words");
      const std::string name = form_text(one, "name");
      // `title` names the signature field in the PDF: the words without the colon of the line.
      std::string title = words;
      for (const std::string_view end : {"：", ":"}) {
        if (title.ends_with(end)) title.resize(title.size() - end.size());
      }
      lines.push_back(fmt::format("{{\"sign\": {}, \"label\": {}, \"title\": {}}}", base::json_string("sign-" + name),
                                  writer_.texts().add_with_places("sign." + name, words, {}),
                                  writer_.texts().add_with_places("signature." + name, title, {})));
    }
    made_ += "{{ letter.signatures(" + list_of(lines) + ") }}\n";
    if (const auto date = block.find("date")) made_ += "{{ letter.signed_on(" + line_at(*date, false) + ") }}\n";
    made_ += "{% endcall %}\n";
  }

  const Value paper_;
  int number_;
  int block_ = 0;
  std::set<std::string, std::less<>> elsewhere_;  // fields with a place outside words
  // Its initialiser reads `paper_`, which has to be declared before it.
  std::set<std::string, std::less<>> in_words_ = fields_in_words();
  std::string made_;

  std::set<std::string, std::less<>> fields_in_words() const {
    std::set<std::string, std::less<>> found;
    for (const FormPlace& place : places_of_flow(paper_)) {
      if (place.kind == FormPlaceKind::InWords) found.insert(place.pointer);
    }
    return found;
  }
};

}  // namespace

// A part of `paper` has either `rows`, `text` or `boxes`.
bool is_flow(const Value& paper) { return !paper.find("rows").has_value(); }

bool has_part(const FormFile& form, std::string_view kind) {
  const std::vector<Value> paper = form_items(form.root(), "paper");
  return std::any_of(paper.begin(), paper.end(), [kind](const Value& part) { return part.find(kind).has_value(); });
}

std::vector<FormPlace> places_of_flow(const Value& paper) {
  // A part with `boxes` has no `text`, and the other way round: one of the two halves finds nothing.
  std::vector<FormPlace> places = places_of_boxes(paper);
  for (const Value& block : form_items(paper, "text")) {
    if (const auto words = block.find("words")) {
      for (const Value& piece : pieces_of(*words)) {
        for (const WordsPlace& place : read_words(piece.string()).places) {
          if (!place.pointer.empty()) places.push_back({piece.origin(), place.pointer, FormPlaceKind::InWords});
        }
      }
    }
    for (const std::string_view member : {"items", "date"}) {
      if (const auto pointer = block.find(member)) {
        places.push_back({pointer->origin(), std::string(pointer->string()), FormPlaceKind::Own});
      }
    }
    for (const std::string_view member : {"lines", "sign", "fields"}) {
      for (const Value& pointer : form_items(block, member)) {
        if (pointer.is_string())
          places.push_back({pointer.origin(), std::string(pointer.string()), FormPlaceKind::Own});
      }
    }
  }
  return places;
}

std::string flow_of_paper(FormWriter& writer, const Value& paper) { return FormFlow(writer, paper).make(); }

}  // namespace gongwen::engine
