// Designer: the pages of the office on which a secretary changes a form, sees the result, publishes it from a day on,
// and goes back to a former edition. A draft belongs to the office: several people may work on it, and nobody
// overwrites another's change without seeing it.
//
// A request: show() reads draft and edition (with_design), then shows the page or carries out its button, and save()
// stores the next revision. Workers do everything that needs the engine; meanwhile the callbacks keep the design alive
// (DesignPtr).
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "gongwen/memory_file.h"
#include "service/designer/detail/design_task.h"
#include "service/designer/detail/form_edits.h"
#include "service/designer/detail/form_tree.h"
#include "service/designer/detail/form_words.h"
#include "service/inbox/editions.h"
#include "service/inbox/form_drafts.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

inline constexpr std::string_view kFormsAddress = "/office/forms";

class OfficePages;
struct OfficeTable;
struct OfficeLink;
struct OfficeVisit;
struct Task;
struct TaskAnswer;

/// A form as an editor sees it: the draft, or the edition in use while there is no draft.
struct FormDesign {
  std::string kind;
  DesignSource present;    // the edition in use
  FormNode base;           // form of the edition in use
  inbox::FormDraft draft;  // revision 0 if there is no draft
  FormNode form;           // form of the draft

  /// Returns whether there is a draft; without one, `form` equals `base`.
  bool has_draft() const { return draft.revision > 0; }
  /// Returns whether the form was drafted from a file: it has no edition, and no other files.
  bool is_alone() const { return draft.origin == kNoOrigin; }
};

class Designer {
 public:
  using VisitPtr = std::shared_ptr<OfficeVisit>;
  using DesignPtr = std::shared_ptr<FormDesign>;

  /// A part of OfficePages, which checks session, token and role first. All calls are made in the loop's thread. Both
  /// arguments must outlive it.
  Designer(OfficePages& pages, inbox::Inbox& inbox) : pages_(pages), inbox_(inbox) {}

  /// Sets the function to call after an edition was published, so that the edition is used if its time has come.
  void on_published(std::function<void()> published) { published_ = std::move(published); }
  /// Must be called when bundles or editions have changed.
  void forget() { sources_.clear(); }

  // Handlers of pages, named by the table of routes.
  /// Lists all forms. A POST makes a new one, copied from another or drafted from a file.
  void list(const VisitPtr& visit);
  /// `page`: `words`, `fields`, `steps`, `rules`, `look`, `compare`, `publish` or `history`.
  void show(const VisitPtr& visit, const std::string& kind, const std::string& page);
  /// Sends a picture of a page, with made-up data or blank: of the draft, of an editor's unsaved input (`of`), or of
  /// the edition in use (`present`).
  void picture(const VisitPtr& visit, const std::string& kind, std::uint64_t number);
  /// Sends a file to be filled in.
  void file(const VisitPtr& visit, const std::string& kind, const std::string& format);
  /// Shows a step of the draft on the web. Input there is discarded.
  void web(const VisitPtr& visit, const std::string& kind);
  /// Used by the script: renders the current input as a picture without saving it.
  void preview(const VisitPtr& visit, const std::string& kind);
  void script(const VisitPtr& visit);

 private:
  /// A sentence that an editor changed while another person changed it, too. The input is shown beside the field, so
  /// that the editor can choose. `place` is a pointer into the form.
  struct WordsConflict {
    std::string place;
    std::string typed;
    std::string present;
  };
  using Checked = std::function<void(const DesignCheck& check, const std::string& report)>;

  /// Asks a worker for the kinds each time, since bundles may be new.
  void with_kinds(const VisitPtr& visit, std::function<void(const DesignKinds&)> go_on);
  /// `report` says why no form could be drafted from a file.
  void show_list(const VisitPtr& visit, const DesignKinds& kinds, unsigned status, std::vector<std::string> errors,
                 const std::string& report = {});
  void copy(const VisitPtr& visit, const DesignKinds& kinds);
  void draft_of_file(const VisitPtr& visit, const DesignKinds& kinds);
  /// Calls `go_on` with draft and edition; immediately if the edition is in `sources_`.
  void with_source(const VisitPtr& visit, const std::string& kind, std::function<void(const DesignSource&)> go_on);
  void with_design(const VisitPtr& visit, const std::string& kind, std::function<void(const DesignPtr&)> go_on);
  /// Asks a worker about the draft. Calls `done` even for a draft that is not a valid form; its report says why.
  /// `what`: kDesignCheck or kDesignPublish.
  void check(const VisitPtr& visit, const FormDesign& design, std::string_view what, Checked done);
  /// Saves a changed form as the next revision and redirects to `address`, or shows why it was not saved. If there is a
  /// conflict, shows `page` with the input. `step` is empty except for undo and redo.
  void save(const VisitPtr& visit, const DesignPtr& design, FormNode changed, const std::string& page,
            const std::string& address, const inbox::FormStep& step = {});
  /// Carries out the buttons that all pages have: `_undo`, `_redo` and `_discard`. Returns false if none was pressed.
  bool press_common(const VisitPtr& visit, const DesignPtr& design, const std::string& page);
  /// Returns the form at a revision; nullopt if that revision is no longer known.
  std::optional<FormNode> form_at(const FormDesign& design, std::int64_t revision);
  /// Returns whether the page was made from another revision than the present one.
  bool is_stale(const VisitPtr& visit, const FormDesign& design) const;

  void show_page(const VisitPtr& visit, const DesignPtr& design, const std::string& page, unsigned status,
                 std::vector<std::string> errors = {});
  void show_words(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors,
                  const std::vector<WordsConflict>& conflicts = {});
  void save_words(const VisitPtr& visit, const DesignPtr& design);
  /// Returns the form with the posted sentences, and the conflicts with changes by others.
  FormNode with_words(const VisitPtr& visit, const FormDesign& design, std::vector<WordsConflict>& conflicts);
  void show_fields(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void change_fields(const VisitPtr& visit, const DesignPtr& design);
  void show_steps(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void change_steps(const VisitPtr& visit, const DesignPtr& design);
  /// A form with an unsaved rule, whose examples are shown.
  struct TriedRule {
    FormNode form;
    std::size_t rule = 0;
  };
  void show_rules(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors,
                  const std::optional<TriedRule>& tried = {});
  void change_rules(const VisitPtr& visit, const DesignPtr& design);
  void show_look(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void change_look(const VisitPtr& visit, const DesignPtr& design);
  void show_compare(const VisitPtr& visit, const DesignPtr& design);
  void show_publish(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void publish(const VisitPtr& visit, const DesignPtr& design);
  void publish_again(const VisitPtr& visit, const FormDesign& design, std::int64_t number);
  void finish_publishing(const VisitPtr& visit, const FormDesign& design, inbox::KindEdition edition,
                         const std::string& form, const std::string& source);
  void show_history(const VisitPtr& visit, const DesignPtr& design);

  /// Sends a page from pages/office.html with the parts that all pages of a form have.
  void send(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
            std::string_view template_page, base::Json context, std::vector<std::string> errors);
  void send_table(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
                  OfficeTable table, std::vector<std::string> errors);
  /// Returns tabs, undo and the rendered pages that are shown beside the editor.
  base::Json frame(const VisitPtr& visit, const FormDesign& design, const std::string& page);
  base::Json pictures(const VisitPtr& visit, const FormDesign& design, const DesignCheck& check,
                      const std::string& report) const;
  void send_design_file(const VisitPtr& visit, Task task, std::string_view type, bool as_attachment);

  OfficePages& pages_;
  inbox::Inbox& inbox_;
  std::function<void()> published_;
  std::map<std::string, DesignSource> sources_;  // sources by kind; cleared by forget()
  /// Unsaved input of editors by hash, the last few only, for the pictures of it. A cache: if an entry is gone, the
  /// draft is drawn instead.
  std::vector<std::pair<std::string, std::string>> typed_;
};

/// The source of a form that was drafted from a file and has no edition yet.
DesignSource source_of_new();

/// Makes a task about a form of the design.
Task design_task(const FormDesign& design, std::string_view what, const std::string& form);
/// Says in words why a worker refused a draft, by the name of its answer; nullopt if its report says it.
std::optional<std::string> refused_design(std::string_view why, diagnostics::Language language);
/// Returns everything that prevents a draft from being published, except flaws that the edition in use has, too: an
/// office need not mend what it did not break.
std::vector<FormFlaw> publishing_flaws(const FormDesign& design, const DesignCheck& check,
                                       diagnostics::Language language);
/// Returns the edition that a checked draft becomes, without number, times and note.
inbox::KindEdition edition_of_draft(const FormDesign& design, const DesignCheck& check);

/// Returns the address of a page of a form.
std::string design_address(std::string_view kind, std::string_view page);
/// Returns whether an account may publish forms.
bool may_publish_forms(const OfficeVisit& visit);

}  // namespace gongwen::service
