#include "base/ascii.h"
#include "dom/detail/change_marker.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gongwen::dom {
namespace {

using Mark = RunWriter::Mark;

bool stays_in_former(AttributeName name) {
  switch (name) {
    case AttributeName::Style:
    case AttributeName::Lang:
    case AttributeName::Dir:
    case AttributeName::Colspan:
    case AttributeName::Rowspan:
    case AttributeName::Span:
    case AttributeName::Width:
    case AttributeName::Height:
    case AttributeName::Scope: return true;
    default: return false;
  }
}

/// Tokens as numbers: the same for the same text in both documents.
class TokenNumbers {
 public:
  std::vector<std::uint32_t> of(const ComparedDocument& document, const std::vector<TextToken>& tokens) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(tokens.size());
    for (const TextToken& token : tokens) {
      std::string key(token.is_blank ? std::string_view(" ") : token.text);
      if (token.is_element) key = '\n' + std::to_string(document.hash_of(token.node)) + key;
      numbers.push_back(
          numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(numbers_.size())).first->second);
    }
    return numbers;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

std::vector<std::uint32_t> weights_of(const std::vector<TextToken>& tokens) {
  std::vector<std::uint32_t> weights;
  weights.reserve(tokens.size());
  for (const TextToken& token : tokens) weights.push_back(token.weight);
  return weights;
}

/// Whether two rows of elements look the same.
bool same_shape(const Tree& former, const std::vector<NodeId>& a, const Tree& current, const std::vector<NodeId>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](NodeId x, NodeId y) {
    return former.node(x).name == current.node(y).name &&
           former.attribute_value(x, AttributeName::Class) == current.attribute_value(y, AttributeName::Class);
  });
}

/// Two numbers or words that would look like one, and would not be broken between.
bool run_together(std::string_view before, std::string_view after) {
  return !before.empty() && !after.empty() && base::is_ascii_alnum(before.back()) &&
         base::is_ascii_alnum(after.front());
}

std::vector<NodeId> common_begin(const std::vector<NodeId>& a, const std::vector<NodeId>& b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return {a.begin(), end};
}

}  // namespace

void open_former(TreeWriter& out, const Tree& tree, NodeId element, bool as_removed) {
  ElementName name = tree.node(element).name;
  // A link leads nowhere any more, and style sheets ask links for their targets.
  if (name == ElementName::A) name = as_removed ? ElementName::Div : ElementName::Span;
  out.open(name, tree.node(element).origin);
  std::string classes(tree.attribute_value(element, AttributeName::Class));
  if (as_removed) classes += classes.empty() ? "gw-removed" : " gw-removed";
  if (!classes.empty()) out.attribute(AttributeName::Class, classes);
  for (const Attribute& attribute : tree.attributes(element)) {
    if (stays_in_former(attribute.name)) out.attribute(attribute);
  }
}

void RunWriter::go_to(const std::vector<NodeId>& path) {
  if (path == path_) return;
  set_mark(Mark::None, {});
  flush();
  const std::size_t common = common_begin(path_, path).size();
  for (; path_.size() > common; path_.pop_back()) out_.close();
  for (std::size_t i = common; i < path.size(); ++i) {
    if (is_former_) {
      open_former(out_, tree_, path[i], false);
    } else {
      out_.open_copy(tree_, path[i]);
    }
    path_.push_back(path[i]);
  }
}

void RunWriter::set_mark(Mark mark, diagnostics::OriginId origin) {
  if (mark == mark_) return;
  flush();
  if (mark_ != Mark::None) out_.close();
  mark_ = mark;
  if (mark == Mark::None) return;
  out_.open(mark == Mark::Added ? ElementName::Ins : ElementName::Del, origin);
  out_.attribute(AttributeName::Class, "gw-change");
  const std::string& word = mark == Mark::Added ? words_.added : words_.removed;
  if (!word.empty()) out_.attribute("data-change", word);
}

void RunWriter::write(const Tree& tree, const TextToken& token, bool is_former) {
  const bool is_break = tree.is_element(token.node, ElementName::Br);
  const bool is_text = !token.is_element || (is_former && !is_break);
  if (is_text) return write_text(token.text, tree.node(token.node).origin);
  flush();
  out_.copy(tree, token.node);
}

void RunWriter::write_text(std::string_view text, diagnostics::OriginId origin) {
  if (origin != text_origin_) flush();
  text_ += text;
  text_origin_ = origin;
}

void RunWriter::allow_break() {
  const diagnostics::OriginId origin = text_origin_;
  set_mark(Mark::None, {});
  out_.open(ElementName::Wbr, origin);
  out_.close();
}

void RunWriter::flush() {
  out_.text(text_, text_origin_);
  text_.clear();
}

/// All of a run, in its own elements.
void ChangeMarker::write_whole_run(const ComparedItem& run, Mark mark) {
  const bool is_former = mark == Mark::Removed;
  const ComparedDocument& document = is_former ? former_ : current_;
  const Tree& tree = document.tree();
  const NodeId holder = tree.node(run.nodes.front()).parent;
  RunWriter writer(out_, tree, is_former, words_);
  for (const TextToken& token : document.tokens_of(run.nodes)) {
    writer.go_to(document.path_of(token, holder));
    const bool shows = !token.is_blank && (!token.text.empty() || !is_former);
    if (shows) writer.set_mark(mark, tree.node(token.node).origin);
    writer.write(tree, token, is_former);
  }
}

void ChangeMarker::write_run(const ComparedItem& former, const ComparedItem& current) {
  const std::vector<TextToken> before = former_.tokens_of(former.nodes);
  const std::vector<TextToken> now = current_.tokens_of(current.nodes);
  TokenNumbers numbers;
  const std::vector<DiffStep> steps = readable_steps(
      diff_sequences(numbers.of(former_, before), numbers.of(current_, now)), weights_of(before), weights_of(now));
  add_change(before, now, steps);
  write_steps(before, now, steps, former_.tree().node(former.nodes.front()).parent,
              current_.tree().node(current.nodes.front()).parent);
}

void ChangeMarker::write_steps(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                               const std::vector<DiffStep>& steps, NodeId former_holder, NodeId current_holder) {
  RunWriter writer(out_, current_.tree(), false, words_);
  std::size_t next_token = 0;  // of the current text
  std::string_view removed;    // the token just before, if it was removed
  for (const DiffStep& step : steps) {
    if (step.kind != DiffStep::Kind::Removed) {
      const TextToken& token = current[step.current];
      next_token = step.current + 1;
      writer.go_to(current_.path_of(token, current_holder));
      const bool added = step.kind == DiffStep::Kind::Added;
      if (added && run_together(std::exchange(removed, {}), token.text)) writer.allow_break();
      if (!added) writer.set_mark(Mark::None, {});
      if (added && !token.is_blank) writer.set_mark(Mark::Added, current_.tree().node(token.node).origin);
      writer.write(current_.tree(), token, false);
      continue;
    }
    const TextToken& token = former[step.former];
    if (token.text.empty() || (token.is_blank && writer.mark() != Mark::Removed)) continue;
    // Where it looks as it did: in the element that was written last, in the next one, or between both.
    const std::vector<NodeId> path = former_.path_of(token, former_holder);
    if (!same_shape(former_.tree(), path, current_.tree(), writer.path())) {
      const std::vector<NodeId> next =
          next_token < current.size() ? current_.path_of(current[next_token], current_holder) : std::vector<NodeId>();
      const bool fits_next = same_shape(former_.tree(), path, current_.tree(), next);
      writer.go_to(fits_next ? next : common_begin(writer.path(), next));
    }
    writer.set_mark(Mark::Removed, former_.tree().node(token.node).origin);
    writer.write(former_.tree(), token, true);
    removed = token.text;
  }
}

diagnostics::OriginId ChangeMarker::better_origin(diagnostics::OriginId known, diagnostics::OriginId found) const {
  if (!known) return found;
  return !origins_.at(known).data_place && origins_.at(found).data_place ? found : known;
}

void ChangeMarker::add_change(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                              const std::vector<DiffStep>& steps) {
  Change change;
  change.heading = heading_;
  change.in_contents = navigations_ > 0;
  change.in_first_cell = in_first_cell_;
  bool changed = false;
  for (const DiffStep& step : steps) {
    const bool removed = step.kind == DiffStep::Kind::Removed;
    const TextToken& token = removed ? former[step.former] : current[step.current];
    const ChangePiece::Kind kind = removed                              ? ChangePiece::Kind::Removed
                                   : step.kind == DiffStep::Kind::Added ? ChangePiece::Kind::Added
                                                                        : ChangePiece::Kind::Kept;
    if (token.text.empty()) continue;
    if (change.pieces.empty() || change.pieces.back().kind != kind) change.pieces.push_back({kind, {}});
    change.pieces.back().text += token.is_blank ? std::string_view(" ") : token.text;
    if (kind == ChangePiece::Kind::Kept || token.is_blank) continue;
    changed = true;
    diagnostics::OriginId& origin = removed ? change.former : change.current;
    origin = better_origin(origin, (removed ? former_ : current_).origin_of(token));
  }
  if (changed) changes_.push_back(std::move(change));
}

}  // namespace gongwen::dom
