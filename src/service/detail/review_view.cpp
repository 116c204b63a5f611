#include "service/detail/review_view.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/office.h"
#include "service/detail/pages.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

bool has_changes(const base::JsonView& signature) {
  const auto changed = signature.find("changed");
  return changed && changed->size() > 0;
}

/// From good to bad.
struct Rank {
  std::string_view state;
  const diagnostics::BilingualText& words;
};
const std::array<Rank, 4> kRanks{{{"valid", texts::OfficeMarkValid},
                                  {"unknown", texts::OfficeMarkUnknown},
                                  {"changed", texts::OfficeMarkChanged},
                                  {"invalid", texts::OfficeMarkInvalid}}};

std::size_t rank_of(const base::JsonView& signature) {
  const std::string verdict = signature.text_of("verdict");
  std::string_view state = verdict == "valid" || verdict == "invalid" ? std::string_view(verdict) : "unknown";
  if (state != "invalid" && has_changes(signature)) state = "changed";
  const auto found = std::find_if(kRanks.begin(), kRanks.end(), [&](const Rank& one) { return one.state == state; });
  return static_cast<std::size_t>(found - kRanks.begin());
}

std::string verdict_sentence(const base::JsonView& signature, Language language) {
  const std::string verdict = signature.text_of("verdict");
  if (verdict == "valid") return std::string(texts::OfficeSignatureValid.in(language));
  if (verdict != "invalid") return std::string(texts::OfficeSignatureUnknown.in(language));
  const auto reason = signature.find("reason");
  return texts::OfficeSignatureInvalidBecause.in(
      language, reason ? reason->text_of(diagnostics::language_tag(language)) : std::string());
}

}  // namespace

std::optional<SignatureMark> signature_mark(std::string_view signatures, Language language) {
  const auto list = base::parse_json(signatures);
  if (!list || list->view().size() == 0) return std::nullopt;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < list->view().size(); ++i) worst = std::max(worst, rank_of(list->view().at(i)));
  const Rank& rank = kRanks[worst];
  return SignatureMark{rank.state, std::string(rank.words.in(language))};
}

std::vector<std::string> signature_sentences(std::string_view signatures, const ReviewView& view, Language language) {
  std::vector<std::string> sentences;
  const auto list = base::parse_json(signatures);
  for (std::size_t i = 0; list && i < list->view().size(); ++i) {
    const base::JsonView one = list->view().at(i);
    const bool has_token = one.text_of("timeFrom") == "token";
    std::string sentence = texts::OfficeSignatureBy.in(
        language, one.text_of("signer"), one.text_of("time"),
        std::string((has_token ? texts::OfficeSignatureToken : texts::OfficeSignatureComputer).in(language)),
        verdict_sentence(one, language));
    std::string labels;
    const auto changed = one.find("changed");
    for (std::size_t k = 0; changed && k < changed->size(); ++k) {
      const std::string label = view.words_for(changed->at(k).text());
      if (!labels.empty()) labels += texts::ListComma.in(language);
      labels += label.empty() ? std::string(changed->at(k).text()) : label;
    }
    if (!labels.empty()) sentence += texts::OfficeSignatureChanged.in(language, labels);
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

namespace {

constexpr std::string_view kAnyRow = "/*";
constexpr std::size_t kMaxRows = 1'000;

/// The values of an answer by their pointers.
class Values {
 public:
  explicit Values(const base::JsonView& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const base::JsonView one = list.at(i);
      const auto texts = one.find("texts");
      std::vector<std::string>& known = values_[one.text_of("pointer")];
      for (std::size_t j = 0; texts && j < texts->size(); ++j) known.emplace_back(texts->at(j).text());
    }
  }

  const std::vector<std::string>& at(const std::string& pointer) const {
    static const std::vector<std::string> kNone;
    const auto found = values_.find(pointer);
    return found == values_.end() ? kNone : found->second;
  }

  /// One more than the last row that has a value.
  std::size_t rows_of(const std::string& list) const {
    std::size_t rows = 0;
    const std::string begin = list + '/';
    for (auto at = values_.lower_bound(begin); at != values_.end() && at->first.starts_with(begin); ++at) {
      const bool blank = std::all_of(at->second.begin(), at->second.end(), [](const auto& one) { return one.empty(); });
      if (blank) continue;
      rows = std::max(rows, std::min(number_of_digits(std::string_view(at->first).substr(begin.size())), kMaxRows) + 1);
    }
    return rows;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

class ViewBuilder {
 public:
  ViewBuilder(const Values& values, Language language) : values_(values), language_(language) {}

  void add_group(const base::JsonView& group, ReviewView& view) const {
    std::string pointer = group.text_of("pointer");
    const std::string title = group.text_of("title");
    const auto fields = group.find("fields");
    if (!fields) return;
    if (!pointer.ends_with(kAnyRow)) {
      add_fields(*fields, {}, {}, title, view);
      return;
    }
    pointer.resize(pointer.size() - kAnyRow.size());
    const std::size_t rows = values_.rows_of(pointer);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string number = texts::OfficeRow.in(language_, row + 1);
      add_fields(*fields, pointer + std::string(kAnyRow), pointer + '/' + std::to_string(row),
                 title.empty() ? number : title + ' ' + number, view);
    }
    // A list without rows is something to see, too.
    if (rows == 0) view.groups.push_back({title, {{pointer, title, {}}}});
  }

 private:
  void add_fields(const base::JsonView& fields, const std::string& pattern, const std::string& row, std::string title,
                  ReviewView& view) const {
    ReviewGroup group{std::move(title), {}};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const base::JsonView field = fields.at(i);
      std::string pointer = field.text_of("pointer");
      if (!pattern.empty() && pointer.starts_with(pattern)) pointer = row + pointer.substr(pattern.size());
      group.fields.push_back({pointer, field.text_of("label"), text_of(field, values_.at(pointer))});
    }
    view.groups.push_back(std::move(group));
  }

  std::string text_of(const base::JsonView& field, const std::vector<std::string>& given) const {
    const std::string type = field.text_of("type");
    if (type == "check") {
      const bool ticked = !given.empty() && !given.front().empty() && given.front() != "false";
      return std::string((ticked ? texts::OfficeYes : texts::OfficeNo).in(language_));
    }
    // The document has what the form fixes, whether or not the data says it.
    if (given.empty() && field.flag_of("readOnly")) return field.text_of("default");
    std::string text;
    for (const std::string& one : given) {
      if (one.empty()) continue;
      if (!text.empty()) text += '\n';
      text += type == "file" && one.starts_with("data:") ? one.substr(0, one.find(';')) : choice_label(field, one);
    }
    return text;
  }

  static std::string choice_label(const base::JsonView& field, const std::string& value) {
    const auto choices = field.find("choices");
    for (std::size_t i = 0; choices && i < choices->size(); ++i) {
      if (choices->at(i).text_of("value") == value) return choices->at(i).text_of("label");
    }
    return value;
  }

  const Values& values_;
  Language language_;
};

std::uint64_t px_of(const base::JsonView& json, std::string_view name) { return json.number_of(name).value_or(0); }

void read_pages(const base::JsonView& answer, ReviewView& view) {
  const auto sizes = answer.find("sizes");
  for (std::size_t i = 0; sizes && i < sizes->size(); ++i) {
    view.pages.push_back({px_of(sizes->at(i), "width"), px_of(sizes->at(i), "height")});
  }
  const auto marks = answer.find("marks");
  for (std::size_t i = 0; marks && i < marks->size(); ++i) {
    const base::JsonView json = marks->at(i);
    ReviewMark mark{px_of(json, "page"),  px_of(json, "left"),   px_of(json, "top"),
                    px_of(json, "width"), px_of(json, "height"), {px_of(json, "message")}};
    if (mark.page == 0 || mark.page > view.pages.size()) continue;
    const auto known = std::find_if(view.marks.begin(), view.marks.end(), [&mark](const ReviewMark& one) {
      return std::tie(one.page, one.left, one.top, one.width, one.height) ==
             std::tie(mark.page, mark.left, mark.top, mark.width, mark.height);
    });
    if (known == view.marks.end()) {
      view.marks.push_back(std::move(mark));
    } else {
      known->messages.push_back(mark.messages.front());
    }
  }
}

std::string joined(const ReviewGroup& group, const ReviewField& field) {
  return group.title.empty() || group.title == field.label ? field.label : group.title + " / " + field.label;
}

}  // namespace

bool ReviewMark::has(std::uint64_t message) const {
  return std::find(messages.begin(), messages.end(), message) != messages.end();
}

std::string ReviewView::words_for(std::string_view pointer) const {
  for (; !pointer.empty(); pointer = base::parent_pointer(pointer)) {
    for (const ReviewGroup& group : groups) {
      for (const ReviewField& field : group.fields) {
        if (field.pointer == pointer) return joined(group, field);
      }
    }
  }
  return {};
}

ReviewView review_view(std::string_view answer, Language language) {
  ReviewView view;
  const auto json = base::parse_json(answer);
  if (!json) return view;
  read_pages(json->view(), view);
  const auto records = json->view().find("records");
  view.has_records = records && records->size() > 0;
  const auto list = json->view().find("values");
  const auto form = json->view().find("form");
  const auto steps = form ? form->find("steps") : std::nullopt;
  if (!list || !steps) return view;
  const Values values(*list);
  const ViewBuilder builder(values, language);
  for (std::size_t i = 0; i < steps->size(); ++i) {
    const auto groups = steps->at(i).find("groups");
    for (std::size_t j = 0; groups && j < groups->size(); ++j) builder.add_group(groups->at(j), view);
  }
  return view;
}

std::vector<ReviewDifference> review_differences(const ReviewView& before, const ReviewView& after) {
  std::map<std::string, std::pair<std::string, std::string>> former;  // by pointer: label and text
  for (const ReviewGroup& group : before.groups) {
    for (const ReviewField& field : group.fields) former[field.pointer] = {joined(group, field), field.text};
  }
  std::vector<ReviewDifference> differences;
  for (const ReviewGroup& group : after.groups) {
    for (const ReviewField& field : group.fields) {
      const auto known = former.find(field.pointer);
      const std::string was = known == former.end() ? std::string() : known->second.second;
      if (known != former.end()) former.erase(known);
      if (was != field.text) differences.push_back({field.pointer, joined(group, field), was, field.text});
    }
  }
  for (const auto& [pointer, field] : former) {
    if (!field.second.empty()) differences.push_back({pointer, field.first, field.second, {}});
  }
  return differences;
}

}  // namespace gongwen::service
