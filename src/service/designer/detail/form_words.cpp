#include "service/designer/detail/form_words.h"

#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/design.h"
#include "service/designer/detail/form_rules.h"
#include "service/detail/described_form.h"
#include "service/detail/named_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

// Sentences are found by their form in form.json: objects with `zh` and `en`, options, and the few members that are
// printed in the language of the paper. A member that is not a sentence, such as an expression, is never offered.
namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

// Exactly two members: an object with more is not a sentence; a field, for example.
bool is_bilingual(const FormNode& node) {
  return node.is_object() && node.member("zh") != nullptr && node.member("en") != nullptr && node.items.size() == 2;
}

std::string under(std::string_view pointer, std::string_view member) {
  std::string place(pointer);
  base::append_pointer_token(place, member);
  return place;
}

std::string under(std::string_view pointer, std::size_t index) {
  std::string place(pointer);
  base::append_pointer_index(place, index);
  return place;
}

std::string place_of_field(std::string_view field) { return under("/fields", field); }

/// Collects pointers of fields in the order in which the paper names them. If a group is named on paper, only the group
/// is found, not its fields.
void collect_pointers(const FormNode& node, const FormNode& fields, std::vector<std::string>& found) {
  if (node.is_text() && node.text.starts_with('/') && fields.member(node.text) != nullptr) {
    if (std::find(found.begin(), found.end(), node.text) == found.end()) found.push_back(node.text);
  }
  for (const auto& [name, item] : node.items) collect_pointers(item, fields, found);
}

class SentenceFinder {
 public:
  explicit SentenceFinder(const FormNode& form) : form_(form) {}

  std::vector<FormSentence> run() {
    add_both("/title", WordsRole::FormTitle, {});
    add_both("/purpose", WordsRole::Purpose, {});
    add_both("/filled_by", WordsRole::FilledBy, {});
    add_both("/source", WordsRole::Source, {});
    add_one("/annex", WordsRole::Head, {});
    for (const std::string_view name : {"series", "title", "name", "page", "of", "text_prompt", "date_prompt"}) {
      add_one(under("/head", name), WordsRole::Head, {});
    }
    for (const std::string& field : fields_in_order(form_)) add_field(field);
    for (const std::string_view part : {"paper", "report"}) {
      if (const FormNode* const paper = form_.member(part)) add_paper("/" + std::string(part), *paper);
    }
    if (const FormNode* const texts = form_.member("texts")) {
      for (const auto& [name, text] : texts->items) add_one(under("/texts", name), WordsRole::Paper, {});
    }
    if (const FormNode* const web = form_.member("web")) add_web(*web);
    if (const FormNode* const rules = form_.member("rules")) {
      // Texts that templates name, without a field.
      for (std::size_t i = 0; i < rules->items.size(); ++i) {
        add_both(under(under("/rules", i), "say"), WordsRole::Rule, {});
      }
    }
    return std::move(found_);
  }

 private:
  void add_both(const std::string& place, WordsRole role, const std::string& about) {
    const FormNode* const node = form_.find(place);
    // add_one() adds other places of the same name, such as a title that is a plain text.
    if (node == nullptr || !is_bilingual(*node)) return;
    found_.push_back({role, about, place + "/zh", place + "/en", node->text_of("zh"), node->text_of("en")});
  }

  /// A text in the language of the paper, which is Chinese in nearly all forms.
  void add_one(const std::string& place, WordsRole role, const std::string& about) {
    const FormNode* const node = form_.find(place);
    // A pointer is the place of a field, not a sentence.
    if (node == nullptr || !node->is_text() || node->text.starts_with('/')) return;
    found_.push_back({role, about, place, {}, node->text, {}});
  }

  void add_field(const std::string& field) {
    const std::string place = place_of_field(field);
    add_both(place + "/title", WordsRole::Title, field);
    add_one(place + "/print", WordsRole::OnPaper, field);
    add_both(place + "/web/label", WordsRole::Title, field);
    add_both(place + "/hint", WordsRole::Hint, field);
    add_both(place + "/web/hint", WordsRole::Hint, field);
    add_one(place + "/note", WordsRole::Note, field);
    add_both(place + "/item", WordsRole::Item, field);
    add_both(place + "/pattern/say", WordsRole::Pattern, field);
    add_one(place + "/sign", WordsRole::OnPaper, field);
    for (const auto& [member, first] : {std::pair{"options", std::size_t{1}}, std::pair{"levels", std::size_t{1}}}) {
      const FormNode* const list = form_.find(under(place, member));
      for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
        const FormNode& option = list->items[i].second;
        // A bare value is its own wording and has no places of its own.
        if (!option.is_list() || option.items.size() < first + 2) continue;
        const std::string at = under(under(place, member), i);
        found_.push_back({WordsRole::Option, field, under(at, first), under(at, first + 1),
                          option.items[first].second.text, option.items[first + 1].second.text});
        // The printed wording, if it differs from the title.
        if (option.items.size() > first + 2) add_one(under(at, first + 2), WordsRole::Option, field);
      }
    }
  }

  void add_paper(const std::string& place, const FormNode& node) {
    // The members that are printed; the others of the paper are pointers, widths and conditions.
    static constexpr std::array<std::string_view, 9> kPrinted{"words", "sheet", "label", "section", "note",
                                                              "title", "more",  "hint",  "then"};
    if (is_bilingual(node)) return add_both(place, WordsRole::Paper, {});
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const auto& [name, item] = node.items[i];
      const std::string at = node.is_object() ? under(place, name) : under(place, i);
      const bool is_printed = std::find(kPrinted.begin(), kPrinted.end(), name) != kPrinted.end();
      if (item.is_text() && is_printed) {
        add_one(at, name == "sheet" ? WordsRole::Sheet : WordsRole::Paper, {});
      } else if (name == "words" && item.is_list()) {
        for (std::size_t piece = 0; piece < item.items.size(); ++piece) add_one(under(at, piece), WordsRole::Paper, {});
      } else {
        add_paper(at, item);
      }
    }
  }

  void add_web(const FormNode& web) {
    // Steps and attachments have names; everything else belongs to the page as a whole.
    for (const auto& [name, item] : web.items) {
      const WordsRole role = name == "steps"         ? WordsRole::Step
                             : name == "attachments" ? WordsRole::Attachment
                                                     : WordsRole::Web;
      add_all(under("/web", name), item, role);
    }
  }

  void add_all(const std::string& place, const FormNode& node, WordsRole role) {
    if (is_bilingual(node)) return add_both(place, role, {});
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      add_all(node.is_object() ? under(place, node.items[i].first) : under(place, i), node.items[i].second, role);
    }
  }

  const FormNode& form_;
  std::vector<FormSentence> found_;
};

// Sufficient to find Chinese in an English field; U+3400 to U+3FFF are too rare to matter.
bool has_han(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    // U+4000 to U+9FFF: three bytes that begin with E4 to E9.
    if (lead >= 0xE4 && lead <= 0xE9) return true;
  }
  return false;
}

}  // namespace

bool FormSentence::lacks_english() const { return has_both() && (en.empty() || has_han(en)); }

std::vector<FormSentence> sentences_of(const FormNode& form) { return SentenceFinder(form).run(); }

// Three passes: fields on paper with their groups, members of lists after them, then all that are nowhere on paper.
std::vector<std::string> fields_in_order(const FormNode& form) {
  std::vector<std::string> found;
  const FormNode* const fields = form.member("fields");
  if (fields == nullptr || !fields->is_object()) return found;
  std::vector<std::string> on_paper;
  for (const std::string_view part : {"paper", "report"}) {
    if (const FormNode* const paper = form.member(part)) collect_pointers(*paper, *fields, on_paper);
  }
  const auto add = [&found](const std::string& pointer) {
    if (std::find(found.begin(), found.end(), pointer) == found.end()) found.push_back(pointer);
  };
  // A group comes before its first field, and the members of a list after it.
  // `/org/name` brings `/org` before it.
  for (const std::string& pointer : on_paper) {
    for (std::size_t slash = pointer.find('/', 1); slash != std::string::npos; slash = pointer.find('/', slash + 1)) {
      if (fields->member(pointer.substr(0, slash)) != nullptr) add(pointer.substr(0, slash));
    }
    add(pointer);
    for (const auto& [name, field] : fields->items) {
      if (name.starts_with(pointer + "/*/")) add(name);
    }
  }
  for (const auto& [name, field] : fields->items) add(name);
  return found;
}

bool has_inner_fields(const FormNode& form, std::string_view pointer) {
  const FormNode* const fields = form.member("fields");
  const std::string begin = std::string(pointer) + "/";
  return fields != nullptr && std::any_of(fields->items.begin(), fields->items.end(),
                                          [&](const auto& field) { return field.first.starts_with(begin); });
}

std::string field_title(const FormNode& form, std::string_view pointer, Language language) {
  const FormNode* const title = form.find(place_of_field(pointer) + "/title");
  std::string words =
      title == nullptr ? std::string() : TextOfBoth{title->text_of("zh"), title->text_of("en")}.in(language);
  // A field without a title is named by the last part of its pointer, as programs know it.
  return words.empty() ? std::string(pointer.substr(pointer.rfind('/') + 1)) : words;
}

std::string_view role_words(WordsRole role, Language language) {
  switch (role) {
    case WordsRole::FormTitle: return texts::DesignRoleFormTitle.in(language);
    case WordsRole::Purpose: return texts::DesignRolePurpose.in(language);
    case WordsRole::FilledBy: return texts::DesignRoleFilledBy.in(language);
    case WordsRole::Source: return texts::DesignRoleSource.in(language);
    case WordsRole::Head: return texts::DesignRoleHead.in(language);
    case WordsRole::Title: return texts::DesignRoleTitle.in(language);
    case WordsRole::OnPaper: return texts::DesignRoleOnPaper.in(language);
    case WordsRole::Hint: return texts::DesignRoleHint.in(language);
    case WordsRole::Note: return texts::DesignRoleNote.in(language);
    case WordsRole::Item: return texts::DesignRoleItem.in(language);
    case WordsRole::Option: return texts::DesignRoleOption.in(language);
    case WordsRole::Pattern: return texts::DesignRolePattern.in(language);
    case WordsRole::Paper: return texts::DesignRolePaper.in(language);
    case WordsRole::Sheet: return texts::DesignRoleSheet.in(language);
    case WordsRole::Step: return texts::DesignRoleStep.in(language);
    case WordsRole::Attachment: return texts::DesignRoleAttachment.in(language);
    case WordsRole::Web: return texts::DesignRoleWeb.in(language);
    case WordsRole::Rule: return texts::DesignRoleRule.in(language);
  }
  return {};
}

bool set_words(FormNode& form, const std::vector<FormSentence>& known, std::string_view place, std::string_view words) {
  const auto found = std::find_if(known.begin(), known.end(), [place](const FormSentence& one) {
    return (!one.zh_at.empty() && one.zh_at == place) || (!one.en_at.empty() && one.en_at == place);
  });
  if (found == known.end()) return false;
  // Members of fields that may be missing are removed; a title never is.
  const bool may_be_absent =
      !found->has_both() && (found->role == WordsRole::OnPaper || found->role == WordsRole::Note);
  if (words.empty() && may_be_absent) return form.erase(place);
  if (!form.put(place, FormNode::of_text(words))) return false;
  // A hint without words in either language is removed.
  if (found->role == WordsRole::Hint && words.empty()) {
    const std::string hint(base::parent_pointer(place));
    const FormNode* const node = form.find(hint);
    if (node != nullptr && node->text_of("zh").empty() && node->text_of("en").empty()) form.erase(hint);
  }
  return true;
}

namespace {

/// Returns the name of a member of a field in words; empty if it has none.
std::string member_words(std::string_view member, Language language) {
  static const std::array<NamedWords, 14> kNamed{
      NamedWords{"title", texts::DesignRoleTitle}, NamedWords{"print", texts::DesignRoleOnPaper},
      NamedWords{"hint", texts::DesignRoleHint},   NamedWords{"note", texts::DesignRoleNote},
      NamedWords{"type", texts::DesignType},       NamedWords{"must", texts::DesignMust},
      NamedWords{"min", texts::DesignMin},         NamedWords{"max", texts::DesignMax},
      NamedWords{"options", texts::DesignOptions}, NamedWords{"default", texts::DesignDefault},
      NamedWords{"rows", texts::DesignRows},       NamedWords{"show_if", texts::DesignShownIf},
      NamedWords{"by", texts::DesignBy},           NamedWords{"columns", texts::DesignColumns}};
  // A member without words is shown by its own name.
  return words_of_name(kNamed, member, language);
}

/// Returns a value as a sentence shows it: text unchanged, anything else as JSON.
std::string shown(const FormNode* node, Language language) {
  if (node == nullptr) return "–";
  if (node->is_text()) return node->text;
  if (is_bilingual(*node)) return fmt::format("{} / {}", node->text_of("zh"), node->text_of("en"));
  if (node->text == "true") return std::string(texts::DesignYes.in(language));
  if (node->text == "false") return std::string(texts::DesignNo.in(language));
  if (node->is_list()) {
    std::string all;
    for (const auto& [name, item] : node->items) {
      // For an option, its Chinese wording.
      const FormNode& first = item.is_list() && item.items.size() > 2 ? item.items[1].second : item;
      all += (all.empty() ? "" : " · ") + shown(&first, language);
    }
    return all;
  }
  return node->json();
}

/// Returns the contents of a row of the paper by the titles of its fields.
std::string row_label(const FormNode& form, const FormNode& row, Language language) {
  const FormNode* const fields = form.member("fields");
  std::vector<std::string> pointers;
  if (fields != nullptr) collect_pointers(row, *fields, pointers);
  std::string label;
  for (const std::string& pointer : pointers) {
    label += (label.empty() ? "" : " · ") + field_title(form, pointer, language);
  }
  // A row without fields, such as one of words, gets the beginning of its JSON.
  return label.empty() ? row.json().substr(0, 60) : label;
}

class ChangeFinder {
 public:
  ChangeFinder(const FormNode& before, const FormNode& after, Language language)
      : before_(before), after_(after), language_(language) {}

  // In order of interest to the office: what only programmers look at comes last.
  std::vector<FormChange> run() {
    compare_fields();
    compare_rows();
    compare_sentences();
    compare_rules();
    compare_rest();
    return std::move(changes_);
  }

 private:
  void add(std::string about, std::string_view what, std::string before, std::string after) {
    changes_.push_back({std::move(about), std::string(what), std::move(before), std::move(after)});
  }

  void compare_fields() {
    const FormNode none = FormNode::object();
    const FormNode* const was = before_.member("fields") == nullptr ? &none : before_.member("fields");
    const FormNode* const is = after_.member("fields") == nullptr ? &none : after_.member("fields");
    for (const std::string& pointer : fields_in_order(before_)) {
      // Compares by pointers: a renamed field is a removed and an added one.
      if (is->member(pointer) != nullptr) continue;
      add(field_title(before_, pointer, language_), texts::DesignFieldRemoved.in(language_), {}, {});
    }
    for (const std::string& pointer : fields_in_order(after_)) {
      const FormNode* const former = was->member(pointer);
      const FormNode& present = *is->member(pointer);
      const std::string title = field_title(after_, pointer, language_);
      if (former == nullptr) {
        add(title, texts::DesignFieldAdded.in(language_), {}, {});
        continue;
      }
      // All members of either, in alphabetical order.
      std::set<std::string> names;
      for (const auto& [name, value] : former->items) names.insert(name);
      for (const auto& [name, value] : present.items) names.insert(name);
      for (const std::string& name : names) {
        const FormNode* const one = former->member(name);
        const FormNode* const other = present.member(name);
        if ((one == nullptr) != (other == nullptr) || (one != nullptr && !(*one == *other))) {
          add(title, member_words(name, language_), shown(one, language_), shown(other, language_));
        }
      }
    }
  }

  std::vector<std::string> rows_of(const FormNode& form) const {
    std::vector<std::string> labels;
    const FormNode* const paper = form.member("paper");
    for (std::size_t sheet = 0; paper != nullptr && sheet < paper->items.size(); ++sheet) {
      const FormNode* const rows = paper->items[sheet].second.member("rows");
      for (std::size_t row = 0; rows != nullptr && row < rows->items.size(); ++row) {
        labels.push_back(row_label(form, rows->items[row].second, language_));
      }
    }
    return labels;
  }

  // Rows are compared by their labels, so a moved row is neither added nor removed.
  void compare_rows() {
    const std::vector<std::string> was = rows_of(before_);
    const std::vector<std::string> is = rows_of(after_);
    const auto has = [](const std::vector<std::string>& all, const std::string& one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    for (const std::string& label : was) {
      if (!has(is, label)) add(label, texts::DesignRowRemoved.in(language_), {}, {});
    }
    const std::string* last = nullptr;
    std::size_t place = 0;
    for (const std::string& label : is) {
      if (!has(was, label)) {
        add(label, texts::DesignRowAdded.in(language_), {},
            last == nullptr ? std::string() : texts::DesignRowAfter.in(language_, *last));
      } else {
        const auto at = static_cast<std::size_t>(std::find(was.begin(), was.end(), label) - was.begin());
        // Moved: it was before a row that it follows now.
        if (at < place)
          add(label, texts::DesignRowMoved.in(language_), {},
              last == nullptr ? std::string() : texts::DesignRowAfter.in(language_, *last));
        place = std::max(place, at);
      }
      last = &label;
    }
  }

  /// Compares sentences that belong to no field: those of fields are compared with the fields.
  void compare_sentences() {
    std::map<std::string, const FormSentence*> known;
    const std::vector<FormSentence> was = sentences_of(before_);
    // By place; both languages of a sentence have one place in common.
    for (const FormSentence& one : was) known.emplace(one.zh_at, &one);
    for (const FormSentence& one : sentences_of(after_)) {
      // Sentences of fields were compared in compare_fields().
      if (!one.about.empty()) continue;
      const auto found = known.find(one.zh_at);
      if (found == known.end()) continue;
      const FormSentence& former = *found->second;
      if (former.zh == one.zh && former.en == one.en) continue;
      const auto both = [](const FormSentence& words) {
        return words.has_both() ? fmt::format("{} / {}", words.zh, words.en) : words.zh;
      };
      add(std::string(role_words(one.role, language_)), texts::DesignChangedWords.in(language_), both(former),
          both(one));
    }
  }

  /// Includes the effect of the rule, which its sentence does not state.
  std::string rule_words(const FormNode& form, const FormNode& rule) const {
    const FormNode* const warn = rule.member("warn");
    const bool warns = warn != nullptr && warn->text == "true";
    return texts::DesignRuleWithResult.in(language_, rule_sentence(form, rule, language_),
                                          (warns ? texts::DesignRuleWarning : texts::DesignRuleError).in(language_));
  }

  /// Compares rules by their names, those without one by their contents. Messages are compared as sentences.
  void compare_rules() {
    const FormNode none = FormNode::list();
    const FormNode& was = before_.member("rules") == nullptr ? none : *before_.member("rules");
    const FormNode& is = after_.member("rules") == nullptr ? none : *after_.member("rules");
    const auto find = [](const FormNode& list, const FormNode& rule) -> const FormNode* {
      const std::string id = rule.text_of("id");
      for (const auto& [name, one] : list.items) {
        // Without messages, so that a changed message does not make another rule.
        if (id.empty() ? without_words(one) == without_words(rule) : one.text_of("id") == id) return &one;
      }
      return nullptr;
    };
    for (const auto& [name, rule] : was.items) {
      if (find(is, rule) == nullptr) {
        add(rule_words(before_, rule), texts::DesignRuleRemoved.in(language_), {}, {});
      }
    }
    for (const auto& [name, rule] : is.items) {
      const FormNode* const former = find(was, rule);
      if (former == nullptr) {
        add(rule_words(after_, rule), texts::DesignRuleAdded.in(language_), {}, {});
      } else if (!(without_words(*former) == without_words(rule))) {
        add(std::string(texts::DesignRule.in(language_)), texts::DesignRuleChanged.in(language_),
            rule_words(before_, *former), rule_words(after_, rule));
      }
    }
  }

  /// Compares everything else, so that no change is missed.
  void compare_rest() {
    for (const std::string_view part : {"look", "web", "paper", "report", "head", "identity", "file_name", "annex",
                                        "author", "subject", "date", "version", "texts", "links", "language"}) {
      const FormNode* const was = before_.member(part);
      const FormNode* const is = after_.member(part);
      if (was == nullptr && is == nullptr) continue;
      // Words have been compared as sentences.
      if (was != nullptr && is != nullptr && without_words(*was) == without_words(*is)) continue;
      const auto json = [](const FormNode* node) {
        return node == nullptr ? std::string("–") : node->json();
      };
      // A moved row is a change of `paper`, too, and has been reported already.
      const bool is_seen =
          part == "paper" && std::any_of(changes_.begin(), changes_.end(), [this](const FormChange& one) {
            return one.what == texts::DesignRowAdded.in(language_) ||
                   one.what == texts::DesignRowRemoved.in(language_) || one.what == texts::DesignRowMoved.in(language_);
          });
      if (is_seen) continue;
      const bool is_short = json(was).size() + json(is).size() < 400;
      add(std::string(part_words(part)), texts::DesignChangedPart.in(language_), is_short ? json(was) : std::string(),
          is_short ? json(is) : std::string());
    }
  }

  std::string_view part_words(std::string_view part) const {
    if (part == "look") return texts::DesignLook.in(language_);
    if (part == "web") return texts::DesignRoleWeb.in(language_);
    if (part == "paper" || part == "report") return texts::DesignRolePaper.in(language_);
    return part;
  }

  // The rest is structure: sizes, order, pointers.
  static FormNode without_words(FormNode node) {
    if (is_bilingual(node)) return FormNode::object();
    for (auto& [name, item] : node.items) {
      const bool is_words = name == "words" || name == "sheet" || name == "label" || name == "section";
      if (is_words && item.is_text()) item.text.clear();
      item = without_words(std::move(item));
    }
    return node;
  }

  const FormNode& before_;
  const FormNode& after_;
  Language language_;
  std::vector<FormChange> changes_;
};

/// Returns whether a step has the field, by itself or by a group around it. `/org` in a step includes
/// `/org/name`.
bool is_in_a_step(const FormNode& steps, std::string_view field) {
  for (const auto& [name, step] : steps.items) {
    const FormNode* const fields = step.member("fields");
    for (std::size_t i = 0; fields != nullptr && i < fields->items.size(); ++i) {
      const std::string& pointer = fields->items[i].second.text;
      if (field == pointer || field.starts_with(pointer + "/")) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<FormChange> changes_between(const FormNode& before, const FormNode& after, Language language) {
  return ChangeFinder(before, after, language).run();
}

std::vector<FormFlaw> flaws_of(const FormNode& form, Language language) {
  std::vector<FormFlaw> flaws;
  for (const FormSentence& one : sentences_of(form)) {
    // A sentence in only one language is skipped, since it is unknown which one it should have.
    if (!one.has_both() || (!one.zh.empty() && !one.lacks_english())) continue;
    const std::string about =
        one.about.empty() ? std::string(role_words(one.role, language)) : field_title(form, one.about, language);
    const auto& words = one.zh.empty() ? texts::DesignNoChinese : texts::DesignNoEnglish;
    flaws.push_back({words.in(language, about, one.zh.empty() ? one.en : one.zh), "words", one.about});
  }
  const FormNode* const steps = form.find("/web/steps");
  const FormNode* const fields = form.member("fields");
  for (std::size_t i = 0; steps != nullptr && fields != nullptr && i < fields->items.size(); ++i) {
    const auto& [pointer, field] = fields->items[i];
    const FormNode* const must = field.member("must");
    const bool is_office = field.text_of("by") == "office";
    // Fields of the office are in no step, since applicants do not fill them in.
    if (must == nullptr || must->text != "true" || is_office || is_in_a_step(*steps, pointer)) continue;
    flaws.push_back({texts::DesignInNoStep.in(language, field_title(form, pointer, language)), "steps", pointer});
  }
  return flaws;
}

}  // namespace gongwen::service
