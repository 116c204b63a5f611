#include "preview/detail/views.h"

#include "base/file_path.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gongwen::preview {
namespace {

/// Without events, after which what was being written is complete: an editor may write in several steps.
constexpr std::chrono::milliseconds kQuietTime{12};
constexpr std::chrono::milliseconds kBetweenSlowLooks{1'000};

std::vector<std::string> texts_in(const base::JsonView& head, std::string_view name) {
  std::vector<std::string> texts;
  const std::optional<base::JsonView> list = head.find(name);
  for (std::size_t i = 0; list && i < list->size(); ++i) texts.emplace_back(list->at(i).text());
  return texts;
}

/// The folders of a kind say of new files and of those that are gone.
void add_template_files(const std::vector<std::string>& template_files, std::vector<std::string>& files) {
  for (const std::string& file : template_files) {
    files.emplace_back(base::folder_part(file));
    files.push_back(file);
  }
}

/// What a view is made of.
std::vector<std::string> files_of(const base::JsonView& head) {
  std::vector<std::string> files = texts_in(head, "beside");
  add_template_files(texts_in(head, "files"), files);
  return files;
}

}  // namespace

Views::Views(http::EventLoop& loop, Maker& maker, Options options, std::function<bool(const View&)> is_seen,
             std::function<void(const View&, const ViewChange&)> changed)
    : loop_(loop),
      maker_(maker),
      options_(std::move(options)),
      is_seen_(std::move(is_seen)),
      changed_(std::move(changed)) {
  std::vector<std::string> given = options_.further_files;
  for (const View& view : options_.views) given.push_back(view.source.data);
  add_template_files(options_.template_files, given);
  watch(given);
  look_soon();
}

View* Views::find(std::string_view id) {
  const auto found = std::find_if(options_.views.begin(), options_.views.end(),
                                  [&](const View& view) { return view.source.id == id; });
  return found == options_.views.end() ? nullptr : &*found;
}

void Views::want(View& view, std::function<void()> ready) {
  if (view.is_known && !view.is_outdated && !view.is_making) {
    ready();
    return;
  }
  view.waiting.push_back(std::move(ready));
  if (!view.is_making) make(view);
}

void Views::make(View& view) {
  view.is_making = true;
  view.is_outdated = false;
  Question question{Ask::Pages, view.source, options_.language, options_.time};
  for (const ViewPage& page : view.pages) question.known.push_back(page.hash);
  maker_.ask(question, [this, &view](Ending ending, const Answer& answer) { take(view, ending, answer); });
}

void Views::take(View& view, Ending ending, const Answer& answer) {
  view.ending = ending;
  ViewChange change;
  bool has_new_files = false;
  if (ending == Ending::Answered) {
    take_pages(view, answer, change);
    has_new_files = watch(files_of(answer.head.view()));
  } else {
    view.messages = "[]";
    view.errors = view.warnings = 0;
    view.is_stale = true;
  }
  view.is_making = false;
  view.is_known = true;
  // What changed meanwhile is looked at before anybody gets what is old already.
  if (view.is_outdated || ending == Ending::Overtaken) {
    make(view);
    return;
  }
  for (const std::function<void()>& ready : std::exchange(view.waiting, {})) ready();
  changed_(view, change);
  // A file that nobody watched may have changed after it was read.
  if (has_new_files && !view.is_making) make(view);
}

void Views::take_pages(View& view, const Answer& answer, ViewChange& change) {
  const base::JsonView head = answer.head.view();
  const std::optional<base::JsonView> messages = head.find("messages");
  view.messages = messages ? messages->json() : "[]";
  view.has_workbook = head.flag_of("has_workbook");
  view.errors = head.number_of("errors").value_or(0);
  view.warnings = head.number_of("warnings").value_or(0);
  const std::optional<base::JsonView> pages = head.find("pages");
  view.is_stale = !pages || pages->size() == 0;
  if (view.is_stale) return;
  ++view.edition;
  view.page_count = head.number_of("count").value_or(0);
  std::vector<ViewPage> now;
  for (std::size_t i = 0; i < pages->size(); ++i) {
    const base::JsonView page = pages->at(i);
    ViewPage one{page.text_of("hash"), page.text_of("width"), page.text_of("height"), nullptr};
    const std::optional<std::uint64_t> part = page.number_of("part");
    if (part && *part < answer.parts.size()) {
      one.content = std::make_shared<const std::string>(answer.parts[static_cast<std::size_t>(*part)]);
    } else {
      const auto known = std::find_if(view.pages.begin(), view.pages.end(),
                                      [&](const ViewPage& before) { return before.hash == one.hash; });
      if (known != view.pages.end()) one.content = known->content;
    }
    if (i >= view.pages.size() || view.pages[i].hash != one.hash) change.pages.push_back(i + 1);
    now.push_back(std::move(one));
  }
  view.pages = std::move(now);
}

/// From now on these as well. Returns: whether some of them are new.
bool Views::watch(const std::vector<std::string>& paths) {
  std::set<std::string> all(watched_.begin(), watched_.end());
  const std::size_t before = all.size();
  all.insert(paths.begin(), paths.end());
  all.erase(std::string());
  if (all.size() == before) return false;
  const std::vector<std::string> old = std::exchange(watched_, {all.begin(), all.end()});
  event_.drop();
  events_ = std::make_unique<resources::FolderEvents>(watched_);
  if (events_->descriptor() >= 0) {
    event_ = loop_.watch_readable(events_->descriptor(), [this] {
      events_->take();
      quiet_ = loop_.after(kQuietTime, [this] { look(); });
    });
  }
  // Events that have not been taken are lost with the old watch. Looked at in this order, no change gets lost.
  const std::string old_state = std::exchange(state_, resources::state_of_files(watched_));
  if (resources::state_of_files(old) != old_state) mark_changed();
  return true;
}

void Views::look() {
  std::string now = resources::state_of_files(watched_);
  if (now == state_) return;
  state_ = std::move(now);
  mark_changed();
}

void Views::look_soon() {
  slow_look_ = loop_.after(kBetweenSlowLooks, [this] {
    look();
    look_soon();
  });
}

void Views::mark_changed() {
  maker_.overtake();
  for (View& view : options_.views) {
    view.is_outdated = true;
    if (view.is_known && !view.is_making && is_seen_(view)) make(view);
  }
}

}  // namespace gongwen::preview
