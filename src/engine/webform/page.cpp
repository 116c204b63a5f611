#include "engine/webform/page.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "engine/webform/detail/page_view.h"
#include "templating/built_in_page.h"

#include <algorithm>
#include <iterator>

// The page of a form, from the built-in template pages/form.html, its style sheet and its script. This file
// collects everything around the fields: buttons, links, hidden values, the summary of messages. Pages work
// without the script; it only adds rows, counts characters and saves in the background. FormPageInput
// determines steps, messages and buttons of the answer; names of hidden values and buttons that begin with
// `_` are commands for the service (`_next`, `_check`, `_submit`, `_at`), all others are pointers of
// values.
namespace gongwen {
namespace webform {
namespace {

constexpr std::string_view kFormPage =
#include "form_page.inc"
    ;
constexpr std::string_view kFormStyle =
#include "form_style.inc"
    ;
constexpr std::string_view kFormScript =
#include "form_script.inc"
    ;

base::Json words_of_page(Language language) {
  base::Json words = base::Json::object();
  words.set("optional", texts::WebformOptional.in(language)).set("error", texts::WebformError.in(language));
  words.set("summary", texts::WebformSummary.in(language)).set("doubts", texts::WebformDoubts.in(language));
  words.set("choose", texts::WebformChoose.in(language));
  words.set("add", texts::WebformAdd.in(language)).set("delete", texts::WebformDelete.in(language));
  words.set("check", texts::WebformCheck.in(language)).set("steps", texts::WebformSteps.in(language));
  words.set("left", texts::WebformLeft.in(language)).set("remove", texts::WebformRemove.in(language));
  words.set("up", texts::WebformUp.in(language)).set("skip", texts::WebformSkip.in(language));
  words.set("doubted", texts::WebformDeleteAsk.in(language)).set("delete_sure", texts::WebformDeleteSure.in(language));
  return words;
}

/// The texts that the script shows.
base::Json words_of_script(Language language) {
  base::Json words = base::Json::object();
  words.set("saving", texts::WebformSaving.in(language)).set("saved", texts::WebformSavedAt.in(language));
  words.set("offline", texts::WebformOffline.in(language)).set("changed", texts::WebformChanged.in(language));
  words.set("stopped", texts::WebformStopped.in(language)).set("error", texts::WebformError.in(language));
  // The page shows the texts in its language; the script has none of its own. It replaces the mark by a
  // number.
  constexpr std::string_view kNumberMark = "#";
  words.set("row", texts::WebformRow.in(language, kNumberMark));
  words.set("added", texts::WebformAdded.in(language, kNumberMark));
  words.set("charactersLeft", texts::WebformCharactersLeft.in(language, kNumberMark));
  words.set("charactersOver", texts::WebformCharactersOver.in(language, kNumberMark));
  return words;
}

// Between steps there are buttons for back and next; the last step, or a page with all steps, has the buttons of the
// caller, by default checking and submitting.
std::vector<FormButton> buttons_of(const WebForm& form, const FormPageInput& input) {
  std::vector<FormButton> buttons;
  const auto words = [&input](const diagnostics::BilingualText& text) {
    return std::string(text.in(input.language));
  };
  const bool in_steps = input.step != 0;
  if (in_steps && input.step > 1) buttons.push_back({"_back", words(texts::WebformBack), false});
  if (in_steps && input.step < form.steps.size()) {
    buttons.push_back({"_next", words(texts::WebformNext), true});
    // Steps before the last one have only those buttons of the caller that belong on each step.
    std::copy_if(input.buttons.begin(), input.buttons.end(), std::back_inserter(buttons),
                 [](const FormButton& button) { return button.is_on_each_step; });
    return buttons;
  }
  if (!input.buttons.empty()) {
    // A button for attachments makes no sense on a form without any.
    std::copy_if(input.buttons.begin(), input.buttons.end(), std::back_inserter(buttons),
                 [&form](const auto& button) { return !button.is_for_attachments || !form.plan.attachments.empty(); });
    return buttons;
  }
  buttons.push_back({"_check", words(texts::WebformCheck), false});
  buttons.push_back({"_submit", words(texts::WebformSubmit), true});
  return buttons;
}

base::Json buttons_view(const std::vector<FormButton>& buttons) {
  base::Json views = base::Json::list();
  for (const FormButton& button : buttons) {
    base::Json view = base::Json::object();
    views.add(std::move(view.set("name", button.name).set("label", button.label).set("is_main", button.is_main)));
  }
  return views;
}

/// The button that Enter presses: never one that deletes a row or submits the form, even if it comes first on the
/// page.
std::string default_button(const std::vector<FormButton>& buttons) {
  const bool has_next =
      std::any_of(buttons.begin(), buttons.end(), [](const FormButton& button) { return button.name == "_next"; });
  return has_next ? "_next" : "_check";
}

std::string step_words(const WebForm& form, const FormPageInput& input) {
  if (input.step == 0 || input.step > form.steps.size() || form.steps.size() < 2) return {};
  return texts::WebformStep.in(input.language, input.step, form.steps.size(), form.steps[input.step - 1].title);
}

/// A list follows its title on separate lines, any other text follows it directly.
base::Json intro_view(const WebForm& form) {
  base::Json views = base::Json::list();
  for (const WebIntro& intro : form.intro) {
    std::string text = intro.title;
    if (!text.empty()) text += texts::Colon.in(form.language);
    if (!intro.is_list && !intro.texts.empty()) text += intro.texts.front();
    base::Json view = base::Json::object();
    view.set("text", text).set("lines", base::Json::list_of(intro.is_list ? intro.texts : std::vector<std::string>()));
    views.add(std::move(view));
  }
  return views;
}

// A form with files is posted as multipart/form-data.
bool takes_files(const WebForm& form, const FormPageInput& input) {
  for (const FormExtra& extra : input.extras) {
    if (extra.is_file) return true;
  }
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      for (const WebField& field : group.fields) {
        if (field.type == "file") return true;
      }
    }
  }
  return false;
}

base::Json links_view(const FormPageInput& input) {
  base::Json views = base::Json::list();
  for (const FormLink& link : input.links) {
    views.add(std::move(base::Json::object().set("address", link.address).set("label", link.label)));
  }
  return views;
}

base::Json extras_view(const FormPageInput& input) {
  base::Json views = base::Json::list();
  for (const FormExtra& extra : input.extras) {
    base::Json view = base::Json::object();
    view.set("name", extra.name).set("id", page_id("/" + extra.name)).set("label", extra.label);
    view.set("hint", extra.hint).set("value", extra.value).set("is_file", extra.is_file);
    views.add(std::move(view));
  }
  return views;
}

/// One line per value that was typed into a field that no longer exists, for the person to copy.
base::Json left_view(const FormPageInput& input) {
  base::Json views = base::Json::list();
  for (const TypedValue& value : input.left) {
    std::string line;
    for (const std::string& text : value.texts) line += (line.empty() ? "" : ", ") + text;
    views.add(line);
  }
  return views;
}

// Values without a field are posted along under the prefix, so that they are not lost before a person has seen them.
std::vector<std::pair<std::string, std::string>> left_values(const FormPageInput& input) {
  std::vector<std::pair<std::string, std::string>> values;
  for (const TypedValue& value : input.left) {
    for (const std::string& text : value.texts) values.emplace_back(std::string(kLeftMark) + value.pointer, text);
  }
  return values;
}

base::Json page_context(const PageSource& source, FormPageInput input) {
  // Messages are settled while the steps are made, so the summary can be read only after that.
  input.step = known_step(source.form, input);
  PageMessages messages(input.messages);
  base::Json steps = steps_view(source.form, input, messages);
  base::Json summary = base::Json::list();
  base::Json doubts = base::Json::list();
  base::Json answers = base::Json::list();
  for (const PageMessages::Line& line : messages.summary()) {
    base::Json one = base::Json::object();
    (line.is_error ? summary : doubts).add(std::move(one.set("text", line.text).set("target", line.target)));
    // Messages with a place are answered there; this list is for those that concern the whole form.
    if (line.target.empty() && !line.answer.name.empty()) {
      answers.add(std::move(answer_view(line.answer).set("text", line.text)));
    }
  }
  if (const std::string left = words_of_left_step(source.form, input); !left.empty()) {
    doubts.add(std::move(base::Json::object().set("text", left).set("target", step_id(input.left_step))));
  }
  base::Json hidden = base::Json::list();
  // Order of hidden values: those of the caller, values without a field, the step, other steps.
  const auto add_hidden = [&hidden](const std::vector<std::pair<std::string, std::string>>& fields) {
    for (const auto& [name, value] : fields) {
      hidden.add(std::move(base::Json::object().set("name", name).set("value", value)));
    }
  };
  add_hidden(input.hidden);
  add_hidden(left_values(input));
  // Tells the service which step the page shows, if the page offers to show all steps.
  if (input.leads_to_all) add_hidden({{"_at", std::to_string(input.step)}});
  add_hidden(values_of_other_steps(source.form, input));
  const std::vector<FormButton> buttons = buttons_of(source.form, input);
  base::Json context = base::Json::object();
  context.set("lang", diagnostics::language_tag(input.language)).set("title", source.title);
  context.set("words", words_of_page(input.language)).set("summary", std::move(summary));
  context.set("doubts", std::move(doubts));
  context.set("style_address", input.style_address).set("script_address", input.script_address);
  context.set("notices", base::Json::list_of(input.notices)).set("step_words", step_words(source.form, input));
  context.set("action", input.action)
      .set("hidden", std::move(hidden))
      .set("has_files", takes_files(source.form, input));
  context.set("default_button", default_button(buttons)).set("steps", std::move(steps));
  context.set("extras", extras_view(input)).set("answers", std::move(answers));
  context.set("buttons", buttons_view(buttons)).set("step_list", step_list(source.form, input));
  base::Json fold = base::Json::object();
  fold.set("title", input.fold.title).set("text", input.fold.text);
  fold.set("address", input.fold.link.address).set("label", input.fold.link.label);
  context.set("fold", std::move(fold)).set("addresses", links_view(input)).set("left", left_view(input));
  const std::string_view other = texts::WebformOtherTag.in(input.language);
  context.set("other_language", input.leads_to_language ? other : std::string_view());
  const bool has_script = !input.script_address.empty();
  context.set("script_words", has_script ? words_of_script(input.language).text() : std::string());
  // The introduction is shown only before the first step.
  context.set("intro", input.step <= 1 ? intro_view(source.form) : base::Json::list());
  return context;
}

}  // namespace

base::Expected<std::string> make_page(const PageSource& source, const FormPageInput& input,
                                      diagnostics::DiagnosticSink& sink) {
  // Compiled once for the process, on first use.
  // Static: initialisation is safe with threads, and expansion does not change the page.
  static const templating::BuiltInPage kPage("<form>", kFormPage, {{"form.css", kFormStyle}});
  return kPage.expand(page_context(source, input), sink);
}

std::string page_id(std::string_view pointer) {
  // `/jobs/2/org` → `f.jobs.2.org`; `_` itself is escaped, so the mapping is reversible. Ids must not contain blanks,
  // and selectors of CSS are simpler without other special characters. The escape with `_` keeps different pointers
  // different.
  std::string id = "f";
  for (const char c : pointer) {
    if (c == '/') {
      id += '.';
    } else if (base::is_ascii_alnum(c)) {
      id += c;
    } else {
      id += fmt::format("_{:02X}", static_cast<unsigned char>(c));
    }
  }
  return id;
}

}  // namespace webform

std::string_view form_script() { return webform::kFormScript; }

std::string_view form_style() { return webform::kFormStyle; }

}  // namespace gongwen
