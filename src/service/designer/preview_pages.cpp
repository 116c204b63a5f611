// What an editor can see of a form: its pages as pictures, files to be filled in, the steps on the web. A worker makes
// all of it on request, with made-up data.
#include "base/format.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/design.h"
#include "service/designer/detail/designer.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

/// Unsaved forms of editors: enough for several editors whose last pictures are being made. Each is at most
/// kMaxFormBytes, so they take 4 MiB together.
constexpr std::size_t kTypedForms = 16;
constexpr std::size_t kTypedDigits = 32;
constexpr std::chrono::milliseconds kPreviewTime{10'000};

struct ShownData {
  std::string_view name;
  const diagnostics::BilingualText& label;
};

const std::array<ShownData, 4>& shown_data() {
  static const std::array<ShownData, 4> kShown{
      ShownData{"typical", texts::DesignTypical}, ShownData{"longest", texts::DesignLongest},
      ShownData{"minimal", texts::DesignMinimal}, ShownData{"blank", texts::DesignBlank}};
  return kShown;
}

// Unknown values mean typical data, so that the address of a picture never fails.
std::string data_asked(const OfficeVisit& visit) {
  const std::string asked = visit.asked("data");
  const auto found =
      std::find_if(shown_data().begin(), shown_data().end(), [&](const ShownData& one) { return one.name == asked; });
  return std::string(found == shown_data().end() ? "typical" : found->name);
}

}  // namespace

// `check` tells how many pages there are; the browser then requests the pictures one by one.
base::Json Designer::pictures(const VisitPtr& visit, const FormDesign& design, const DesignCheck& check,
                              const std::string& report) const {
  const std::string data = data_asked(*visit);
  base::Json shown = base::Json::object();
  base::Json tabs = base::Json::list();
  for (const ShownData& one : shown_data()) {
    base::Json tab = base::Json::object();
    tab.set("address", fmt::format("?data={}#preview", one.name)).set("label", visit->words(one.label));
    tabs.add(std::move(tab.set("here", one.name == data)));
  }
  base::Json links = base::Json::list();
  const auto add_link = [&](std::string_view page, const diagnostics::BilingualText& label) {
    base::Json link = base::Json::object();
    links.add(std::move(link.set("address", design_address(design.kind, page)).set("label", visit->words(label))));
  };
  add_link("form.pdf", texts::DesignFillable);
  add_link("form.xlsx", texts::DesignWorkbook);
  if (design.form.member("web") != nullptr) add_link("web", texts::DesignOnTheWeb);
  base::Json list = base::Json::list();
  for (std::uint64_t number = 1; check.ok && number <= check.pages; ++number) {
    base::Json picture = base::Json::object();
    // The revision only prevents browsers from showing an old picture from their cache.
    picture.set("address", fmt::format("{}?data={}&r={}", design_address(design.kind, fmt::format("{}.svg", number)),
                                       data, design.draft.revision));
    // Without the revision: the script adds the hash of the unsaved form (`of`).
    picture.set("live", design_address(design.kind, fmt::format("{}.svg?data={}", number, data)));
    list.add(std::move(picture.set("label", texts::DesignPreviewPage.in(visit->language, number))));
  }
  shown.set("title", visit->words(texts::DesignPreview)).set("about", visit->words(texts::DesignMadeUp));
  shown.set("none", visit->words(texts::DesignNoPreview)).set("tabs", std::move(tabs)).set("links", std::move(links));
  // Made-up data come from no file.
  if (!report.empty()) shown.set("said", messages_json(report, visit->language, {.files = false, .cells = false}));
  return std::move(shown.set("pictures", std::move(list)));
}

void Designer::send_design_file(const VisitPtr& visit, Task task, std::string_view type, bool as_attachment) {
  pages_.ask_whatever(
      // The time limit is short, since an editor looks at the picture while typing.
      visit, {pages_.pool_, kPreviewTime}, std::move(task),
      [this, visit, type = std::string(type), as_attachment](const TaskAnswer& answer) {
        if (answer.outcome != Outcome::Done) {
          return pages_.send_problem(visit, http::status::kUnprocessable, texts::DesignFaulty.in(visit->language));
        }
        pages_.send_file(visit, type.empty() ? answer.media_type : type, answer.name, answer.body, as_attachment);
      });
}

void Designer::picture(const VisitPtr& visit, const std::string& kind, std::uint64_t number) {
  with_design(visit, kind, [this, visit, number](const DesignPtr& design) {
    std::string form = design->has_draft() ? design->draft.form : design->present.form;
    if (visit->asked("of") == "present") form = design->present.form;
    // `of`: `present`, or the hash of an unsaved form. If the hash is no longer known, the draft is shown.
    const auto typed =
        std::find_if(typed_.begin(), typed_.end(), [&](const auto& one) { return one.first == visit->asked("of"); });
    if (typed != typed_.end()) form = typed->second;
    Task task = design_task(*design, kDesignFile, form);
    task.options.format = "svg";
    task.options.page = number;
    task.options.design_data = data_asked(*visit);
    // A blank form has no data at all; `minimal` has the required values.
    task.options.blank = task.options.design_data == "blank";
    send_design_file(visit, std::move(task), "image/svg+xml", false);
  });
}

void Designer::file(const VisitPtr& visit, const std::string& kind, const std::string& format) {
  with_design(visit, kind, [this, visit, format](const DesignPtr& design) {
    Task task = design_task(*design, kDesignFile, design->has_draft() ? design->draft.form : design->present.form);
    task.options.format = format;
    task.options.blank = true;
    task.options.fillable = true;
    send_design_file(visit, std::move(task), {}, true);
  });
}

/// Buttons of the page post to it; only the wanted step is used.
void Designer::web(const VisitPtr& visit, const std::string& kind) {
  // A text that is not a number means the first step.
  const auto number_of = [](const std::string& text) {
    return std::max<std::uint64_t>(1, number_of_digits(text));
  };
  const std::string address = design_address(kind, "web");
  if (visit->posts()) {
    // The form of the page posts here; only the number of the wanted step is used.
    const std::uint64_t at = number_of(visit->has("_at") ? visit->field("_at") : visit->asked("step"));
    std::uint64_t next = at;
    if (visit->has("_next")) next = number_of(visit->field("_next"));
    if (visit->has("_back")) next = number_of(visit->field("_back"));
    if (visit->has("_step")) next = number_of(visit->field("_step"));
    return pages_.send_to(visit, fmt::format("{}?step={}", address, next));
  }
  with_design(visit, kind, [this, visit, number_of](const DesignPtr& design) {
    Task task = design_task(*design, kDesignWeb, design->has_draft() ? design->draft.form : design->present.form);
    // Only the step is set: values, messages and saving do not exist here.
    FormPageInput around;
    around.step = static_cast<std::size_t>(number_of(visit->asked("step")));
    around.hidden = {{"_token", pages_.token_of(*visit)}};
    around.style_address = "/office/form.css";
    task.options.page_around = form_page_json(around);
    pages_.ask_whatever(visit, {pages_.pool_, kPreviewTime}, std::move(task), [this, visit](const TaskAnswer& answer) {
      if (answer.outcome == Outcome::Done) return pages_.send_html(visit, http::status::kOk, answer.body);
      pages_.send_problem(visit, http::status::kUnprocessable, texts::DesignFaulty.in(visit->language));
    });
  });
}

void Designer::preview(const VisitPtr& visit, const std::string& kind) {
  with_design(visit, kind, [this, visit](const DesignPtr& design) {
    // Conflicts do not matter for a picture: input without a conflict is shown.
    std::vector<WordsConflict> conflicts;
    const std::string form = with_words(visit, *design, conflicts).layout();
    base::Json json = base::Json::object();
    // A form that is too large has no picture; the answer is then `{}`.
    if (form.size() <= kMaxFormBytes) {
      // 128 bits of a SHA-256 are enough to tell forms apart.
      std::string name = base::sha256(form).substr(0, kTypedDigits);
      // Moved to the end, so that it is removed last.
      std::erase_if(typed_, [&](const auto& one) { return one.first == name; });
      if (typed_.size() >= kTypedForms) typed_.erase(typed_.begin());
      json.set("of", name);
      typed_.emplace_back(std::move(name), form);
    }
    http::Response response;
    response.headers = {
        {"Content-Type", "application/json"}, {"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
    response.body = json.text();
    visit->exchange->respond(std::move(response));
  });
}

}  // namespace gongwen::service
