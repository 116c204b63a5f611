#include "engine/collect/detail/register_data.h"

#include "base/file_path.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/read_data.h"
#include "intake/field_data.h"
#include "schema/json_tree.h"
#include "schema/schema_fields.h"
#include "schema/validate.h"

#include <algorithm>

// A register is made from the papers of a folder: papers of one entry are found by marks, such as the number of a
// proposal; entries of the former register are continued; each entry is validated alone, so that one bad form does not
// prevent the register.
namespace gongwen::engine {
namespace {

/// The entry without a paper of this kind that agrees in the most marks; null if none agrees.
RegisterEntry* best_entry(const ManifestGathers& gathers, std::size_t part, std::vector<RegisterEntry>& entries,
                          const std::map<std::string, std::string>& marks) {
  RegisterEntry* best = nullptr;
  std::size_t most = 0;
  for (RegisterEntry& entry : entries) {
    // An entry has one paper of each kind.
    if (entry.parts[part]) continue;
    const std::size_t agreeing = agreeing_marks(gathers, entry.marks, marks);
    // If several entries agree equally, the first one gets the paper.
    if (agreeing > most) {
      most = agreeing;
      best = &entry;
    }
  }
  return best;
}

}  // namespace

/// Marks without text cannot join papers.
std::map<std::string, std::string> register_marks(const ManifestGathers::Part& part, const data::Value& data) {
  std::map<std::string, std::string> marks;
  for (const auto& [name, pointer] : part.match) {
    const auto value = data.resolve(pointer);
    // Compared like names (see likeness). An empty mark agrees with nothing.
    std::string text = value && value->is_string() ? comparable_name(value->string()) : std::string();
    if (!text.empty()) marks[name] = std::move(text);
  }
  return marks;
}

/// Marks that are not in `by` only decide between entries that a mark of `by` has joined already.
std::size_t agreeing_marks(const ManifestGathers& gathers, const std::map<std::string, std::string>& one,
                           const std::map<std::string, std::string>& other) {
  std::size_t agreeing = 0;
  bool joined = false;
  for (const auto& [name, text] : one) {
    const auto found = other.find(name);
    if (found == other.end() || found->second != text) continue;
    ++agreeing;
    // Marks besides `by`, such as a telephone number, only decide between several entries that could be meant.
    joined = joined || std::find(gathers.by.begin(), gathers.by.end(), name) != gathers.by.end();
  }
  return joined ? agreeing : 0;
}

/// Kinds come in the order of the register's parts, so the first part usually starts the entries.
std::vector<RegisterEntry> register_entries(const ManifestGathers& gathers, const std::vector<KindForms>& kinds,
                                            const std::vector<CollectedForm>& forms) {
  std::vector<RegisterEntry> entries;
  for (std::size_t part = 0; part < gathers.parts.size(); ++part) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const KindForms& candidate) {
      return candidate.kind->manifest->info.name == gathers.parts[part].kind;
    });
    if (kind == kinds.end()) continue;
    for (const FormGroup& group : kind->groups) {
      const std::size_t form = group.forms.front();
      // Parts of one entry, such as application and recommendation, find each other by the marks that both contain.
      auto marks = register_marks(gathers.parts[part], forms[form].form.given->root());
      RegisterEntry* entry = best_entry(gathers, part, entries, marks);
      if (entry == nullptr) {
        entry = &entries.emplace_back();
        entry->parts.resize(gathers.parts.size());
      }
      entry->parts[part] = form;
      // Marks of this paper join later ones: a paper may lack a mark that another has.
      entry->marks.merge(marks);
    }
  }
  return entries;
}

/// The value goes through the reader of forms, which understands dates, numbers and choices as people write them.
std::string typed_value(const CompiledKind& kind, std::string_view pointer, std::string_view text) {
  intake::RawField field;
  field.pointer = pointer;
  field.text = text;
  // The text is read as if it came from a form, so that `是` becomes true and `2026年12月1日` a date.
  const intake::FieldData data = intake::data_from_fields({field}, *kind.schema, kind.manifest->info.name);
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), data.json, {}, ignored);
  const auto tokens = base::parse_json_pointer(pointer);
  if (!document || !tokens) return {};
  std::optional<data::Value> value = document->root();
  for (const std::string& token : *tokens) {
    // The list has only this one item, regardless of its number in the pointer.
    if (value->is_array() && value->size() > 0) {
      value = value->at(0);
    } else {
      value = value->is_object() ? value->find(token) : std::nullopt;
    }
    if (!value) return {};
  }
  return data::value_json(*value);
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// The JSON of a form without the blank at its end.
std::string one_value(std::string json) {
  while (!json.empty() && (json.back() == '\n' || json.back() == ' ')) json.pop_back();
  return json;
}

/// The name of a file for people: without folder and ending.
std::string bare_name(const ReadForm& form) {
  const std::string stem(base::file_stem(base::file_name(form.path)));
  return form.part.empty() ? stem : stem + "#" + form.part;
}

/// Makes the data of a register, step by step.
class RegisterMaker {
 public:
  RegisterMaker(const RegisterRequest& request, const std::vector<KindForms>& kinds, std::vector<CollectedForm>& forms,
                Run& run)
      : request_(request), gathers_(*request.kind.manifest->gathers), kinds_(kinds), forms_(forms), run_(run) {}

  /// The order of entries: those of the former register, then the new ones.
  RegisterData make() {
    if (!read_former() || !set_values()) return {};
    std::vector<RegisterEntry> entries = register_entries(gathers_, kinds_, forms_);
    const auto rest = continue_former(entries);
    for (const RegisterEntry& entry : rest) enter(entry, schema::JsonNode());
    if (list_->items.empty()) {
      run_.sink().report(messages::IntakeNothingToRegister, Origin{});
      return {};
    }
    set_left_out();
    result_.json = schema::write_json_tree(tree_, schema::describe_all_fields(*request_.kind.schema)).json;
    return std::move(result_);
  }

 private:
  /// Everything outside the list is kept.
  bool read_former() {
    if (!request_.from.empty()) {
      auto read = parse_data({request_.from}, request_.kind, request_.render, run_);
      if (!read) return false;
      former_ = std::make_shared<const data::Document>(*std::move(read));
      run_.documents().add(former_);
      if (former_->root().is_object()) tree_ = schema::json_tree_of(former_->root());
    }
    schema::JsonNode* const list = schema::follow_pointer(tree_, gathers_.list);
    if (list == nullptr) return false;
    // The list is built afresh: old entries are taken over one by one.
    *list = schema::JsonNode();
    list->type = schema::JsonNode::Type::List;
    list_ = list;
    return true;
  }

  /// The date of the register, and values that the caller sets.
  bool set_values() {
    if (!gathers_.date.empty()) put(tree_, gathers_.date, base::json_string(request_.today));
    for (const FieldValue& value : request_.values) {
      const bool known = schema::has_field(*request_.kind.schema, value.pointer) && value.pointer != gathers_.list;
      // The list itself cannot be set: it is made from the papers.
      if (!known || !put(tree_, value.pointer, typed_value(request_.kind, value.pointer, value.text))) {
        run_.sink().report(messages::EngineNoSuchField, Origin{}, value.pointer, request_.kind.manifest->info.name);
        return false;
      }
    }
    return true;
  }

  /// Lists the forms that are left out, so that readers of the register see that it is incomplete.
  void set_left_out() {
    if (gathers_.left_out.empty()) return;
    schema::JsonNode* const place = schema::follow_pointer(tree_, gathers_.left_out);
    if (place == nullptr) return;
    *place = schema::JsonNode();
    for (const std::string& name : left_out_) *place->add_item() = schema::json_scalar(base::json_string(name));
  }

  /// Writes a value at a pointer, or removes it if `json` is empty. Returns false if the pointer leads nowhere.
  static bool put(schema::JsonNode& root, std::string_view pointer, std::string json) {
    schema::JsonNode* const place = schema::follow_pointer(root, pointer);
    if (place != nullptr) *place = json.empty() ? schema::JsonNode() : schema::json_scalar(std::move(json));
    return place != nullptr;
  }

  /// Takes over the entries of the former register in their order, each with new papers of the same identity. Returns
  /// the entries that are new.
  std::vector<RegisterEntry> continue_former(std::vector<RegisterEntry> entries) {
    const auto list = former_ ? former_->resolve(gathers_.list) : std::nullopt;
    for (std::size_t i = 0; list && list->is_array() && i < list->size(); ++i) {
      const data::Value old = list->at(i);
      const auto same =
          std::find_if(entries.begin(), entries.end(), [&](const RegisterEntry& entry) { return is_same(old, entry); });
      if (same == entries.end()) {
        // No new paper: the entry stays.
        *list_->add_item() = schema::json_tree_of(old);
        result_.of_entry.emplace_back();
        continue;
      }
      enter(*same, schema::json_tree_of(old));
      entries.erase(same);
    }
    return entries;
  }

  /// One paper of the same identity is enough.
  bool is_same(const data::Value& old, const RegisterEntry& entry) const {
    for (std::size_t part = 0; part < gathers_.parts.size(); ++part) {
      const auto paper = old.resolve(gathers_.parts[part].at);
      if (!paper || !entry.parts[part]) continue;
      const ReadForm& form = forms_[*entry.parts[part]].form;
      // Compared by the identity of the kind (a name with a number, for example), not by the position in the register.
      const IdentityReader reader(form.compiled, request_.render);
      if (likeness(reader.read(*paper), reader.read(*form.given)) == Likeness::Same) return true;
    }
    return false;
  }

  /// Adds an entry, unless it is invalid; `node` is the former entry or empty.
  void enter(const RegisterEntry& entry, schema::JsonNode node) {
    std::string files;
    base::Moment received = 0;
    for (std::size_t part = 0; part < gathers_.parts.size(); ++part) {
      if (!entry.parts[part]) continue;
      const CollectedForm& form = forms_[*entry.parts[part]];
      files += (files.empty() ? "" : "、") + ("`" + form_name(form.form) + "`");
      // The first part leads, as in the order of the manifest.
      if (received == 0) received = time_of(form);
      const std::string& at = gathers_.parts[part].at;
      // Without a pointer the paper is the entry itself.
      if (at.empty()) {
        node = schema::json_scalar(one_value(form.form.json));
      } else {
        put(node, at, one_value(form.form.json));
      }
    }
    set_receipt(received, node);
    if (!fits(node, entry)) {
      // An entry that does not fit would make the whole register invalid, so it is left out, and named.
      ++result_.left_out;
      for (const auto& form : entry.parts) {
        if (form) left_out_.push_back(bare_name(forms_[*form].form));
      }
      return;
    }
    *list_->add_item() = std::move(node);
    result_.of_entry.push_back(std::move(files));
    ++result_.entered;
  }

  /// Sets the day of receipt to the day on which the first paper was saved, unless the register has one.
  void set_receipt(base::Moment received, schema::JsonNode& node) const {
    if (gathers_.received.empty()) return;
    schema::JsonNode* const place = schema::follow_pointer(node, gathers_.received);
    // A day that was entered already is kept.
    if (place == nullptr || place->type != schema::JsonNode::Type::Nothing) return;
    // Clocks of applicants may be ahead of ours.
    *place = schema::json_scalar(base::json_string(std::min(base::date_in_china(received), request_.today)));
  }

  /// Whether a register with only this entry would be valid; otherwise reports the reason for its forms.
  bool fits(const schema::JsonNode& node, const RegisterEntry& entry) {
    schema::JsonNode alone;
    if (!gathers_.date.empty()) put(alone, gathers_.date, base::json_string(request_.today));
    schema::JsonNode* const list = schema::follow_pointer(alone, gathers_.list);
    // A register of one entry, with the date to which conditions of the schema may refer.
    *list->add_item() = schema::json_scalar(schema::write_json_tree(node, {}).json);
    const std::string json = schema::write_json_tree(alone, schema::describe_all_fields(*request_.kind.schema)).json;
    const diagnostics::SourceId source = run_.sources().add("<register>", json);
    diagnostics::DiagnosticSink errors;
    auto read =
        data::read_json(source, run_.sources().source_text(source), json_limits(request_.render.limits), errors);
    if (read) schema::validate(*request_.kind.schema, read->root(), {}, errors);
    BilingualWords reasons;
    for (const diagnostics::Diagnostic& error : errors.diagnostics()) {
      // The rest of the register is incomplete here; its errors are reported when the register is checked as a whole.
      const bool of_entry = !read || is_of_entry(error, *read);
      if (error.severity != diagnostics::Severity::Error || !of_entry) continue;
      if (!reasons.english.empty()) reasons += texts::Semicolon;
      reasons += diagnostics::TextPair{message_text(error, Language::English), message_text(error, Language::Chinese)};
    }
    if (reasons.english.empty()) return true;
    for (const auto& form : entry.parts) {
      if (!form) continue;
      ReadForm& told = forms_[*form].form;
      told.run->sink().report(messages::IntakeNotRegistered, Origin{}, form_name(told), reasons.english,
                              reasons.chinese);
    }
    return false;
  }

  /// Errors without a place in the document count as errors of the entry.
  bool is_of_entry(const diagnostics::Diagnostic& error, const data::Document& document) const {
    const diagnostics::DataPlace place = error.origin.data_place;
    if (place.source != document.source() || place.node >= document.node_count()) return true;
    return data::Value(document, place.node).pointer().starts_with(gathers_.list);
  }

  const RegisterRequest& request_;
  const ManifestGathers& gathers_;
  const std::vector<KindForms>& kinds_;
  std::vector<CollectedForm>& forms_;
  Run& run_;
  std::shared_ptr<const data::Document> former_;
  schema::JsonNode tree_;
  schema::JsonNode* list_ = nullptr;
  std::vector<std::string> left_out_;
  RegisterData result_;
};

}  // namespace

RegisterData register_data(const RegisterRequest& request, const std::vector<KindForms>& kinds,
                           std::vector<CollectedForm>& forms, Run& run) {
  return RegisterMaker(request, kinds, forms, run).make();
}

}  // namespace gongwen::engine
