// All sentences of a form. Posted sentences are compared with the form as the editor saw it, so that two people who
// change different sentences at the same time both succeed, and two who change the same one see both wordings.
#include "base/format.h"
#include "diagnostics/catalogue/texts/design.h"
#include "engine/webform/posted.h"
#include "service/designer/detail/designer.h"
#include "service/detail/actor_names.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace gongwen::service {
namespace {

// Returns an empty text also for places that one of two forms does not have.
std::string words_at(const FormNode& form, const std::string& place) {
  const FormNode* const found = place.empty() ? nullptr : form.find(place);
  return found == nullptr || !found->is_text() ? std::string() : found->text;
}

bool contains_words(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// Returns -1 if there is no revision; form_at() does not know it.
std::int64_t posted_revision(const OfficeVisit& visit) {
  const std::string text = visit.field("_revision");
  std::int64_t revision = -1;
  std::from_chars(text.data(), text.data() + text.size(), revision);
  return revision;
}

/// Returns the number of lines that a sentence needs in a text area of half the page's width.
std::size_t lines_of(std::string_view words) {
  constexpr std::size_t kBytesOfLine = 48;
  // Bytes: Chinese characters have three and are twice as wide as Latin letters, so the estimate fits both roughly.
  constexpr std::size_t kMostLines = 6;
  return std::min(words.size() / kBytesOfLine + 1, kMostLines);
}

}  // namespace

// `seen` is the form of the page's revision, reconstructed from the steps; `design.form` is the present one. Per
// sentence: typed = seen → unchanged; typed = present → another user has made the same change; present = seen → taken
// over; otherwise a conflict.
FormNode Designer::with_words(const VisitPtr& visit, const FormDesign& design, std::vector<WordsConflict>& conflicts) {
  const auto seen = form_at(design, posted_revision(*visit));
  const std::vector<FormSentence> known = sentences_of(design.form);
  FormNode changed = design.form;
  for (const http::FormField& field : visit->fields) {
    if (!field.name.starts_with('/')) continue;
    // Browsers send CR LF.
    const std::string typed = webform::with_plain_line_ends(field.value);
    const std::string present = words_at(design.form, field.name);
    // If the form of that revision is no longer known, only sentences equal to the present ones cannot have been
    // changed by others.
    const std::string before = seen ? words_at(*seen, field.name) : present;
    if (typed == before || typed == present) continue;
    if (!seen || before != present) {
      conflicts.push_back({field.name, typed, present});
    } else {
      // set_words() refuses places that are not sentences, so a forged request cannot change expressions.
      set_words(changed, known, field.name, typed);
    }
  }
  return changed;
}

// No revision is compared: sentences are merged one by one, see with_words().
void Designer::save_words(const VisitPtr& visit, const DesignPtr& design) {
  std::vector<WordsConflict> conflicts;
  FormNode changed = with_words(visit, *design, conflicts);
  if (!conflicts.empty()) {
    // If one sentence is in conflict, nothing is saved: the page shows both wordings.
    return show_words(visit, design, http::status::kConflict, {visit->words(texts::DesignConflict)}, conflicts);
  }
  // The filter stays as it was.
  const std::string query = visit->request().query.empty() ? std::string() : "?" + visit->request().query;
  save(visit, design, std::move(changed), "words", design_address(design->kind, "words") + query);
}

void Designer::show_words(const VisitPtr& visit, const DesignPtr& design, unsigned status,
                          std::vector<std::string> errors, const std::vector<WordsConflict>& conflicts) {
  // Filters: `show` (untranslated, changed), `text` (a search), `field` (a pointer).
  check(visit, *design, kDesignCheck,
        [this, visit, design, status, errors = std::move(errors), conflicts](const DesignCheck& check,
                                                                             const std::string& report) {
          const diagnostics::Language language = visit->language;
          const std::string filter = visit->asked("show");
          const std::string search = visit->asked("text");
          const std::string field = visit->asked("field");
          base::Json list = base::Json::list();
          std::size_t number = 0;
          const auto input = [&](const std::string& place, const std::string& words, const std::string& label,
                                 std::string_view lang) {
            // The field keeps the typed words; the other user's words are shown beside it.
            const auto conflict = std::find_if(conflicts.begin(), conflicts.end(),
                                               [&](const WordsConflict& one) { return one.place == place; });
            // After a refusal, the input stays in the field.
            const std::string value = status != http::status::kOk && visit->posts() && visit->has(place)
                                          ? webform::with_plain_line_ends(visit->field(place))
                                          : words;
            base::Json one = base::Json::object();
            one.set("name", place).set("value", value).set("label", label).set("lang", lang);
            // Ids are numbers, since pointers have characters that ids cannot have.
            one.set("id", fmt::format("w{}", ++number)).set("rows", lines_of(value));
            if (conflict != conflicts.end()) {
              one.set("conflict",
                      texts::DesignSomebodyElse.in(language, program_name(inbox_, language, design->draft.author)));
              one.set("present", conflict->present);
            }
            return one;
          };
          for (const FormSentence& one : sentences_of(design->form)) {
            const std::string was_zh = words_at(design->base, one.zh_at);
            const std::string was_en = words_at(design->base, one.en_at);
            const bool is_changed = was_zh != one.zh || (one.has_both() && was_en != one.en);
            const bool is_in_conflict =
                std::any_of(conflicts.begin(), conflicts.end(), [&](const WordsConflict& conflict) {
                  return conflict.place == one.zh_at || conflict.place == one.en_at;
                });
            // Sentences in conflict are shown regardless of the filter.
            if (!is_in_conflict) {
              if (filter == "untranslated" && !one.lacks_english()) continue;
              if (filter == "changed" && !is_changed) continue;
              if (!field.empty() && one.about != field) continue;
              if (!search.empty() && !contains_words(one.zh, search) && !contains_words(one.en, search)) continue;
            }
            const std::string role(role_words(one.role, language));
            // Its place and role, `报名人 · 说明`; sentences without a field have their role only.
            const std::string about =
                one.about.empty() ? role
                                  : texts::DesignOf.in(language, field_title(design->form, one.about, language), role);
            base::Json inputs = base::Json::list();
            inputs.add(input(one.zh_at, one.zh, texts::DesignOf.in(language, about, visit->words(texts::DesignChinese)),
                             "zh"));
            if (one.has_both()) {
              inputs.add(input(one.en_at, one.en,
                               texts::DesignOf.in(language, about, visit->words(texts::DesignEnglish)), "en"));
            }
            base::Json row = base::Json::object();
            row.set("about", about).set("inputs", std::move(inputs));
            // The wording in the edition in use.
            if (is_changed) {
              row.set("was",
                      texts::DesignWas.in(language, one.has_both() ? fmt::format("{} / {}", was_zh, was_en) : was_zh));
            }
            list.add(std::move(row));
          }
          base::Json filters = base::Json::list();
          add_choice(filters, "", visit->words(texts::DesignAllWords), filter);
          add_choice(filters, "untranslated", visit->words(texts::DesignUntranslated), filter);
          add_choice(filters, "changed", visit->words(texts::DesignChangedOnly), filter);
          base::Json words = base::Json::object();
          words.set("search", visit->words(texts::DesignSearch)).set("filter", visit->words(texts::DesignFilter));
          words.set("show", visit->words(texts::DesignShow)).set("none", visit->words(texts::DesignNoWords));
          words.set("save", visit->words(texts::DesignSaveAndShow)).set("words", visit->words(texts::DesignWords));
          const std::string query = visit->request().query.empty() ? std::string() : "?" + visit->request().query;
          base::Json context = base::Json::object();
          context.set("w", std::move(words)).set("sentences", std::move(list)).set("filters", std::move(filters));
          context.set("search", search).set("field", field);
          context.set("action", design_address(design->kind, "words") + query);
          context.set("preview", design_address(design->kind, "preview"));
          context.set("shown", pictures(visit, *design, check, report));
          send(visit, *design, "words", status, "design-words", std::move(context), errors);
        });
}

}  // namespace gongwen::service
