// Designer: the pages of the office on which a secretary changes a form, sees what comes of it, publishes it from a day
// on, and goes back to a former edition. A draft belongs to the office: several people may work on it, and nobody
// overwrites what another one has changed without seeing it.
//
// A request: show() reads draft and edition (with_design), then shows the page or carries out its button, and save()
// stores the next revision. Workers are asked for everything that needs the engine; meanwhile the callbacks keep the
// design alive (DesignPtr).
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

/// A form as an editor sees it: the draft, or the edition in use while nobody has changed anything.
struct FormDesign {
  std::string kind;
  DesignSource present;    // the edition in use
  FormNode base;           // its form
  inbox::FormDraft draft;  // revision 0: there is none
  FormNode form;           // of the draft

  /// Whether there is a draft; without one `form` equals `base`.
  bool has_draft() const { return draft.revision > 0; }
  /// It was drafted from a file: there is no edition, and nothing lies beside the form.
  bool is_alone() const { return draft.origin == kNoOrigin; }
};

class Designer {
 public:
  using VisitPtr = std::shared_ptr<OfficeVisit>;
  using DesignPtr = std::shared_ptr<FormDesign>;

  /// A part of OfficePages, which checks session, token and role first. All calls are in the loop's thread. Both
  /// arguments must outlive it.
  Designer(OfficePages& pages, inbox::Inbox& inbox) : pages_(pages), inbox_(inbox) {}

  /// To be called when an edition is published, so that it is used if its time has come.
  void on_published(std::function<void()> published) { published_ = std::move(published); }
  /// Bundles or editions have changed.
  void forget() { sources_.clear(); }

  // Pages.
  /// All forms; posted, a new one that begins as a copy of another, or is drafted from a file.
  void list(const VisitPtr& visit);
  /// `page`: `words`, `fields`, `steps`, `rules`, `look`, `compare`, `publish` or `history`.
  void show(const VisitPtr& visit, const std::string& kind, const std::string& page);
  /// Of made-up data, or blank; of the draft, of what an editor has typed (`of`), or of the edition in use (`present`).
  void picture(const VisitPtr& visit, const std::string& kind, std::uint64_t number);
  /// A form to be filled in.
  void file(const VisitPtr& visit, const std::string& kind, const std::string& format);
  /// A step of the draft on the web. What is typed there goes nowhere.
  void web(const VisitPtr& visit, const std::string& kind);
  /// For the script: what is typed becomes a picture, and nothing is saved.
  void preview(const VisitPtr& visit, const std::string& kind);
  void script(const VisitPtr& visit);

 private:
  /// Words that an editor typed although somebody else has changed the same words meanwhile; shown beside the field, so
  /// that the editor can choose. `place` is a pointer into the form.
  struct WordsConflict {
    std::string place;
    std::string typed;
    std::string present;
  };
  using Checked = std::function<void(const DesignCheck& check, const std::string& report)>;

  /// Asks a worker each time, since bundles may be new.
  void with_kinds(const VisitPtr& visit, std::function<void(const DesignKinds&)> go_on);
  /// `report`: why no form could be drafted from a file.
  void show_list(const VisitPtr& visit, const DesignKinds& kinds, unsigned status, std::vector<std::string> errors,
                 const std::string& report = {});
  void copy(const VisitPtr& visit, const DesignKinds& kinds);
  void draft_of_file(const VisitPtr& visit, const DesignKinds& kinds);
  /// `go_on` may be called at once, with what is kept.
  void with_source(const VisitPtr& visit, const std::string& kind, std::function<void(const DesignSource&)> go_on);
  void with_design(const VisitPtr& visit, const std::string& kind, std::function<void(const DesignPtr&)> go_on);
  /// Asks a worker about the draft. A draft that is no form is answered to `done`, too, with its report.
  /// `what`: kDesignCheck or kDesignPublish.
  void check(const VisitPtr& visit, const FormDesign& design, std::string_view what, Checked done);
  /// Saves a changed form as the next revision and goes to `address`; or shows why not.
  /// A conflict shows `page` with what was typed. `step` is empty but for undo and redo.
  void save(const VisitPtr& visit, const DesignPtr& design, FormNode changed, const std::string& page,
            const std::string& address, const inbox::FormStep& step = {});
  /// Carries out the buttons that all pages have: `_undo`, `_redo` and `_discard`. False if none was pressed.
  bool press_common(const VisitPtr& visit, const DesignPtr& design, const std::string& page);
  /// The form as it was at a revision; nullopt if that is not known any more.
  std::optional<FormNode> form_at(const FormDesign& design, std::int64_t revision);
  /// Whether the page was made of another revision than the present one.
  bool is_stale(const VisitPtr& visit, const FormDesign& design) const;

  void show_page(const VisitPtr& visit, const DesignPtr& design, const std::string& page, unsigned status,
                 std::vector<std::string> errors = {});
  void show_words(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors,
                  const std::vector<WordsConflict>& conflicts = {});
  void save_words(const VisitPtr& visit, const DesignPtr& design);
  /// The form with what was posted, and where others have changed the same.
  FormNode with_words(const VisitPtr& visit, const FormDesign& design, std::vector<WordsConflict>& conflicts);
  void show_fields(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void change_fields(const VisitPtr& visit, const DesignPtr& design);
  void show_steps(const VisitPtr& visit, const DesignPtr& design, unsigned status, std::vector<std::string> errors);
  void change_steps(const VisitPtr& visit, const DesignPtr& design);
  /// A form with a rule that is not saved, whose examples are shown.
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

  /// Sends a page of pages/office.html with the parts that all pages of a form have.
  void send(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
            std::string_view template_page, base::Json context, std::vector<std::string> errors);
  void send_table(const VisitPtr& visit, const FormDesign& design, const std::string& page, unsigned status,
                  OfficeTable table, std::vector<std::string> errors);
  /// Tabs, undo and the rendered pages beside what is edited.
  base::Json frame(const VisitPtr& visit, const FormDesign& design, const std::string& page);
  base::Json pictures(const VisitPtr& visit, const FormDesign& design, const DesignCheck& check,
                      const std::string& report) const;
  void send_design_file(const VisitPtr& visit, Task task, std::string_view type, bool as_attachment);

  OfficePages& pages_;
  inbox::Inbox& inbox_;
  std::function<void()> published_;
  std::map<std::string, DesignSource> sources_;  // of kinds, until bundles change
  /// What editors have typed and not saved, by hashes; only the last ones, for their pictures.
  /// A kind of cache: what is not in it any more is drawn as the draft.
  std::vector<std::pair<std::string, std::string>> typed_;
};

/// Before the first edition of a form that was drafted from a file.
DesignSource source_of_new();

/// A task about a form of the design.
Task design_task(const FormDesign& design, std::string_view what, const std::string& form);
/// Why a worker refuses a draft (the name of its answer), in words; nullopt: its report says it.
std::optional<std::string> refused_design(std::string_view why, diagnostics::Language language);
/// Everything that keeps a draft from being published, except what the edition in use has, too: an office need not mend
/// what it did not break.
std::vector<FormFlaw> publishing_flaws(const FormDesign& design, const DesignCheck& check,
                                       diagnostics::Language language);
/// The edition that a checked draft becomes, without number, times and note.
inbox::KindEdition edition_of_draft(const FormDesign& design, const DesignCheck& check);

/// The address of a page of a form.
std::string design_address(std::string_view kind, std::string_view page);
/// Whether an account may publish forms.
bool may_publish_forms(const OfficeVisit& visit);

}  // namespace gongwen::service
