#include "engine/returned/detail/judge_form.h"

#include "base/json.h"
#include "data/values.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/signatures.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"
#include "engine/core/detail/field_words.h"
#include "engine/returned/detail/cut_texts.h"
#include "engine/returned/detail/shown_form.h"
#include "forms/field_names.h"
#include "forms/word_names.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "resources/read_file.h"
#include "schema/schema_fields.h"
#include "sign/digest.h"
#include "sign/signatures/judge.h"
#include "sign/signatures/report.h"

#include <algorithm>
#include <map>
#include <set>

// Anyone can have changed anything in a returned file. The principle: only values that a person can see are read.
// Hidden values (data that the form carries, exported values of choices) are taken only if the form made from them
// shows the same as this file.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using intake::ChangeKind;
using signatures::JudgedSignature;
using signatures::Permission;

/// The message of a finding, in both languages.
diagnostics::TextPair words_of_finding(const std::string& field, const sign::Finding& finding) {
  diagnostics::DiagnosticSink sink;
  sign::report_finding(field, finding, sink);
  const diagnostics::Diagnostic& message = sink.diagnostics().front();
  return {diagnostics::message_text(message, Language::English), diagnostics::message_text(message, Language::Chinese)};
}

/// Certificates and lists named in the options, as far as they can be read; commands check these files first. The time
/// matters only if there are trusted certificates.
sign::TrustOptions trust_of(const EngineOptions& options) {
  sign::TrustOptions trust;
  diagnostics::DiagnosticSink unheard;
  sign::read_trust_files({options.trust_files, options.crl_files, {}}, trust, unheard);
  if (!trust.anchors_der.empty()) trust.at = options.clock();
  return trust;
}

/// The reason why the signature is broken; nullopt if it is intact, even if the signer is not trusted.
std::optional<diagnostics::TextPair> why_broken(const JudgedSignature& signature) {
  // The first reason found is enough. The order is: structure of the file, signed bytes and certificate, later
  // changes.
  if (!signature.facts.faults.empty()) return signatures::words_of(signature.facts.faults.front());
  if (!signature.cms.is_intact) return texts::EngineSignedOther;
  for (const sign::Finding& finding : signature.cms.findings) {
    if (sign::weight(finding.kind) == sign::Verdict::Invalid) return words_of_finding(signature.facts.field, finding);
  }
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.permission == Permission::Forbidden) return signatures::words_of(one.change);
  }
  return std::nullopt;
}

/// The common name of the certificate, or the name in the PDF.
std::string signer_of(const JudgedSignature& signature) {
  const std::string& name = signature.cms.signer.common_name;
  return name.empty() ? signature.facts.name : name;
}

/// One notice for each signature.
void note_signature(const JudgedSignature& signature, intake::ReturnedFile& file) {
  std::vector<std::string> arguments{signature.facts.field, signer_of(signature)};
  const auto broken = why_broken(signature);
  // A permitted change after signing keeps the signature intact, but people must know that values are newer than the
  // signature.
  const bool is_changed = std::any_of(signature.changes.begin(), signature.changes.end(),
                                      [](const auto& one) { return one.change.kind == ChangeKind::FieldValue; });
  const diagnostics::TextPair words = broken       ? *broken
                                      : is_changed ? texts::EngineSignedAndChanged
                                                   : texts::EngineSignedIntact;
  arguments.push_back(words.english);
  arguments.push_back(words.chinese);
  file.report(broken ? messages::IntakeSignatureBroken : messages::IntakeSignature, std::move(arguments));
}

/// The signature for programs. Its verdict is unknown if the signer is not trusted.
FormSignature facts_of(const JudgedSignature& signature) {
  FormSignature facts;
  facts.field = signature.facts.field;
  facts.signer = signer_of(signature);
  const signatures::SigningTime time = signatures::signing_time(signature);
  facts.time = time.time;
  facts.time_from = time.source;
  const auto broken = why_broken(signature);
  // Changes after signing make it invalid here even if the signature itself is intact.
  facts.verdict = signatures::verdict_name(broken ? sign::Verdict::Invalid : signature.verdict);
  if (broken) facts.reason = {broken->english, broken->chinese};
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.change.kind != ChangeKind::FieldValue) continue;
    facts.changed.push_back(forms::pointer_of_pdf_name(one.change.field).value_or(one.change.field));
  }
  return facts;
}

/// Reports each changed field once, with the first signature before the change.
void note_changed_values(const JudgedSignature& signature, std::set<std::string>& noted, intake::ReturnedFile& file) {
  for (const signatures::JudgedChange& one : signature.changes) {
    if (one.change.kind != ChangeKind::FieldValue || !noted.insert(one.change.field).second) continue;
    // Fields of other programs have no pointer and no place in the data.
    const auto pointer = forms::pointer_of_pdf_name(one.change.field);
    if (!pointer) continue;
    file.report_field(*pointer, {one.change.page, {}, {}}, messages::IntakeChangedAfterSigning,
                      {signature.facts.field, one.change.before, one.change.after});
  }
}

}  // namespace

/// Needs libcrypto; without it signatures stay as the reader reported them.
std::vector<FormSignature> note_signatures(std::string_view bytes, KindLibrary& kinds, intake::ReturnedFile& file) {
  const bool is_signed = std::any_of(file.notices.begin(), file.notices.end(),
                                     [](const intake::Notice& notice) { return notice.id == messages::IntakeSigned; });
  diagnostics::DiagnosticSink ignored;
  if (!is_signed || !sign::has_cryptography(ignored)) return {};
  // Read in the process for foreign files: signatures are as untrusted as the rest.
  const intake::SignedPdf facts = kinds.file_reader().read_signatures(bytes);
  const sign::TrustOptions trust = trust_of(kinds.options());
  std::set<std::string> noted;
  std::vector<FormSignature> found;
  for (const JudgedSignature& signature : signatures::judge(bytes, facts, trust).signatures) {
    note_signature(signature, file);
    note_changed_values(signature, noted, file);
    found.push_back(facts_of(signature));
  }
  return found;
}

namespace {

using intake::FieldPlace;
using intake::GivenEntry;
using intake::RawField;
using intake::RawType;

constexpr std::size_t kMaxNamed = 10;

/// A JSON text as people read it, with line ends as blanks.
std::string plain(const std::string& json) {
  if (json.size() < 2 || json.front() != '"') return json;
  std::string text;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] == '\\' && i + 2 < json.size()) {
      ++i;
      // Other escapes are those of quotation marks and backslashes.
      text += json[i] == 'n' ? ' ' : json[i];
    } else {
      text += json[i];
    }
  }
  return text;
}

/// A value for messages; for a picture in the data, only its type.
std::string named(const std::string& json) {
  std::string text = plain(json);
  const std::size_t comma = text.find(',');
  if (text.starts_with("data:") && comma != std::string::npos) text.replace(comma + 1, std::string::npos, "…");
  return text;
}

/// Judges one file.
class Judge {
 public:
  Judge(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind, bool same_edition, bool is_posted,
        const std::string& base)
      : file_(file),
        kind_(kind),
        blank_(blank_form(kind, file.type)),
        same_edition_(same_edition),
        is_posted_(is_posted),
        base_(base) {}

  /// Order matters: fields that are not of the form are removed first, then choices are corrected, before data is made.
  JudgedForm run(bool same_definition) {
    if (same_definition && blank_) drop_strangers();
    if (blank_) check_choices(same_definition);
    report_cut_texts(file_.fields, judged_.notices);
    find_struck_out();
    intake::FieldData data = intake::data_from_fields(file_.fields, *kind_->schema, name(), struck_);
    judged_.is_blank = is_blank(data);
    restore(data);
    // Without a stamp, missing pages or sheets must be recognised from the existing ones.
    if ((same_definition || file_.is_unnamed || is_unstamped_workbook()) && blank_) report_missing();
    judged_.data = std::move(data);
    return std::move(judged_);
  }

 private:
  const std::string& name() const { return kind_->manifest->info.name; }

  void report(const std::string& pointer, const FieldPlace& place, diagnostics::DiagnosticId id,
              std::vector<std::string> arguments) {
    judged_.notices.push_back({id, std::move(arguments), true, pointer, place});
  }

  /// Removes fields that were added: neither the blank form has them, nor the form with this data.
  void drop_strangers() {
    const auto is_on_blank = [this](const RawField& field) {
      return blank_->has_field(field.pointer);
    };
    if (std::all_of(file_.fields.begin(), file_.fields.end(), is_on_blank)) return;
    const intake::FieldData all = intake::data_from_fields(file_.fields, *kind_->schema, name());
    // A field that the blank form lacks may be in a row that the data adds. That form is made only if there is such a
    // field.
    std::optional<ShownForm> own;
    std::erase_if(file_.fields, [&](const RawField& field) {
      if (is_on_blank(field)) return false;
      // Rows that were added exist only on a form with this data.
      if (!own) own = show_form(kind_, file_.type, all.json).value_or(ShownForm());
      if (own->has_field(field.pointer)) return false;
      report(field.pointer, field.place, messages::IntakeNotOnForm, {field.text});
      return true;
    });
  }

  bool is_unstamped_workbook() const {
    return file_.type == intake::FileType::Xlsx && file_.stamp.edition.empty() && !file_.fields.empty();
  }

  // ---- choices

  /// Label and value of a choice are separate in the file, and either may have been changed; the label is what people
  /// see.
  void check_choices(bool same_definition) {
    std::map<std::string, const forms::ChoiceField*> choices;
    for (const forms::Field& field : blank_->fields.fields) {
      choices.emplace(intake::field_pattern(field.pointer), std::get_if<forms::ChoiceField>(&field.type));
    }
    for (RawField& field : file_.fields) {
      if (field.type != RawType::Choice) continue;
      if (field.button > 0 && same_definition) check_button(field, choices);
      if (field.shown.empty() || field.shown == field.text) continue;
      const auto known = choices.find(intake::field_pattern(field.pointer));
      const forms::ChoiceField* const choice = known == choices.end() ? nullptr : known->second;
      if (choice == nullptr && known == choices.end()) continue;
      const std::optional<std::string> meant = choice == nullptr ? std::nullopt : meaning_of(*choice, field.shown);
      if (meant && *meant == field.text) continue;
      // Another edition may have had other labels. A text that is not a value is reported elsewhere.
      if (!meant && choice != nullptr && (!same_definition || !has_value(*choice, field.text))) continue;
      report(field.pointer, field.place, messages::IntakeGivenDiffers, {field.shown, field.text});
      field.text = meant.value_or(field.shown);
    }
  }

  /// The words beside a button are printed, so the value must be that of the button's position.
  void check_button(RawField& field, const std::map<std::string, const forms::ChoiceField*>& choices) {
    const auto known = choices.find(intake::field_pattern(field.pointer));
    if (known == choices.end() || known->second == nullptr) return;
    const std::vector<forms::FieldChoice>& printed = known->second->choices;
    if (field.button > printed.size()) return;
    const forms::FieldChoice& choice = printed[field.button - 1];
    if (field.text == choice.option || field.text == choice.value) return;
    report(field.pointer, field.place, messages::IntakeGivenDiffers,
           {choice.label.empty() ? choice.value : choice.label, field.text});
    field.text = choice.value;
    field.shown.clear();
  }

  static bool has_value(const forms::ChoiceField& choice, const std::string& text) {
    return std::any_of(choice.choices.begin(), choice.choices.end(),
                       [&text](const forms::FieldChoice& known) { return known.value == text; });
  }

  /// The value of a label; nullopt if the choice has no such label.
  static std::optional<std::string> meaning_of(const forms::ChoiceField& choice, const std::string& shown) {
    // Readers show the value, the label, or the label as written in the list; each of them means the choice.
    const std::vector<std::string> labels = forms::choice_texts(choice);
    for (std::size_t i = 0; i < choice.choices.size(); ++i) {
      const forms::FieldChoice& known = choice.choices[i];
      const bool is_it = reads_as(known.value, shown) || reads_as(known.label, shown) ||
                         reads_as(known.option, shown) || (i < labels.size() && reads_as(labels[i], shown));
      if (is_it) return known.value;
    }
    return std::nullopt;
  }

  /// Whether two texts are the same word: blanks around it and full-width letters make no difference.
  static bool reads_as(const std::string& known, const std::string& shown) {
    if (known.empty()) return shown.empty();
    const auto plain = [](const std::string& text) {
      return intake::narrow_text(intake::trim_blanks(text));
    };
    return known == shown || plain(known) == plain(shown);
  }

  // Values that were struck out.

  /// The text that the form showed in a field that is now blank; empty if it showed none, or if that is unknown.
  std::string was_shown(const std::string& pointer, const std::vector<GivenEntry>& given) const {
    for (const GivenEntry& entry : given) {
      const bool inside = pointer == entry.pointer || pointer.starts_with(entry.pointer + "/");
      if (!inside) continue;
      if (entry.shown.empty()) return {};
      return pointer == entry.pointer ? entry.shown
                                      : intake::value_at(entry.shown, pointer.substr(entry.pointer.size()));
    }
    // A page shows the defaults of each added row, like the blank form for its rows.
    if (is_posted_ && intake::field_pattern(pointer) != pointer) return default_of(pointer);
    // A page with data shows it instead of the defaults.
    if (is_posted_ && !given.empty()) return {};
    return blank_ && same_edition_ ? intake::value_at(blank_->json, pointer) : std::string();
  }

  /// As JSON; empty if the field has none.
  std::string default_of(const std::string& pointer) const {
    const auto field = schema::known_field(*kind_->schema, pointer);
    std::string json;
    if (field && field->default_value) data::append_value_json(json, *field->default_value);
    return json;
  }

  /// A deleted default must not reappear, so the field gets an explicit blank.
  void find_struck_out() {
    const std::vector<GivenEntry> given = intake::given_entries(file_.given, "{}");
    for (const RawField& field : file_.blanks) find_struck_out(field, given);
    for (const RawField& field : file_.fields) {
      if (field.type == RawType::Boolean && field.text == "false") find_struck_out(field, given);
    }
  }

  /// Only fields with a default: others are simply missing.
  void find_struck_out(const RawField& blank, const std::vector<GivenEntry>& given) {
    const auto field = schema::known_field(*kind_->schema, blank.pointer);
    if (!field || !field->default_value) return;
    const std::string before = was_shown(blank.pointer, given);
    if (before.empty() || before == "false" || intake::is_blank_value(before)) return;
    RawField struck = blank;
    struck.text = blank_of(*field);
    // The schema demands a value, so the default returns; the person is informed.
    if (struck.text.empty())
      return report(blank.pointer, blank.place, messages::IntakeStruckOutDefault, {named(before)});
    struck_.push_back(std::move(struck));
    if (blank.type != RawType::Boolean) report(blank.pointer, blank.place, messages::IntakeStruckOut, {named(before)});
  }

  /// The JSON that means blank for a field; empty if the schema allows none.
  static std::string blank_of(const schema::SchemaField& field) {
    using schema::SchemaType;
    if (field.types.has(SchemaType::String)) {
      const bool any = field.choices.empty() && field.limits.min_length.value_or(0) == 0 && !field.limits.format &&
                       field.limits.patterns.empty();
      // An empty string is used only if nothing restricts the text.
      if (any) return "\"\"";
    }
    if (field.types.has(SchemaType::Array) && field.limits.min_items.value_or(0) == 0) return "[]";
    if (field.types.has(SchemaType::Boolean)) return "false";
    if (field.types.has(SchemaType::Null)) return "null";
    return {};
  }

  // Data that the form carries.

  /// Restores carried data except for doubtful values.
  void restore(intake::FieldData& data) {
    const std::vector<GivenEntry> entries = intake::given_entries(file_.given, data.json);
    std::set<std::string> refused;
    if (!is_posted_ &&
        std::any_of(entries.begin(), entries.end(), [](const GivenEntry& entry) { return entry.unchanged; })) {
      refused = doubtful(entries, data);
    }
    refuse_removed_photos(entries, refused);
    intake::restore_given(data, file_.given, refused);
  }

  /// Refuses carried photos whose field is blank now: a person has removed the photo. Blanks of other fields have their
  /// former texts.
  void refuse_removed_photos(const std::vector<GivenEntry>& entries, std::set<std::string>& refused) {
    if (!blank_) return;
    for (const RawField& blank : file_.blanks) {
      const auto is_here = [&blank](const auto& one) {
        return one.pointer == blank.pointer;
      };
      const auto& fields = blank_->fields.fields;
      const auto field = std::find_if(fields.begin(), fields.end(), is_here);
      const auto entry = std::find_if(entries.begin(), entries.end(), is_here);
      if (field == fields.end() || !std::holds_alternative<forms::FileField>(field->type) || entry == entries.end())
        continue;
      refused.insert(blank.pointer);
      report(blank.pointer, blank.place, messages::IntakeStruckOut, {named(entry->data)});
    }
  }

  /// Pointers of carried values that people could not see, or that differ from the shown values.
  std::set<std::string> doubtful(const std::vector<GivenEntry>& entries, const intake::FieldData& data) {
    // Many forms are sent out with the same data, whose form is remembered. Values that it does not show may be shown
    // by the form that includes the typed values, which is made only if needed.
    const std::shared_ptr<const ShownForm> alone = given_form(kind_, file_.type, given_alone(entries));
    std::optional<ShownForm> whole;
    const auto is_shown_with_all = [&](const GivenEntry& entry) {
      if (!whole) {
        intake::FieldData restored = data;
        intake::restore_given(restored, file_.given);
        whole = show_form(kind_, file_.type, restored.json).value_or(ShownForm());
      }
      return is_shown(entry, *whole);
    };
    std::set<std::string> refused;
    std::vector<const GivenEntry*> hidden;
    for (const GivenEntry& entry : entries) {
      if (!entry.unchanged || is_shown(entry, *alone) || is_shown_with_all(entry)) continue;
      // Values that the file itself prints are visible.
      if (entry.shown.empty() && intake::is_printed(entry.data, file_.printed)) continue;
      if (is_in_base(entry)) continue;
      refused.insert(entry.pointer);
      if (entry.shown.empty()) {
        hidden.push_back(&entry);
      } else {
        report(entry.pointer, place_of(entry.pointer, data), messages::IntakeGivenDiffers,
               {named(entry.shown), entry.data.empty() ? "–" : named(entry.data)});
      }
    }
    report_hidden(hidden);
    return refused;
  }

  /// Whether the form made from the data shows the value that this file has at the place.
  static bool is_shown(const GivenEntry& entry, const ShownForm& form) {
    if (intake::value_at(form.json, entry.pointer) != entry.shown) return false;
    return !entry.shown.empty() || form.has_field(entry.pointer) || intake::is_blank_value(entry.data);
  }

  /// Whether the base data has the same value.
  bool is_in_base(const GivenEntry& entry) const {
    return !base_.empty() && !entry.data.empty() &&
           intake::value_at(base_, entry.pointer) == intake::value_at(entry.data, "");
  }

  /// The carried data without typed values, as JSON.
  static std::string given_alone(const std::vector<GivenEntry>& entries) {
    base::Json given = base::Json::object();
    for (const GivenEntry& entry : entries) {
      // Only whole members: entries inside a member are part of its data.
      if (entry.data.empty() || entry.pointer.find('/', 1) != std::string::npos) continue;
      const auto tokens = base::parse_json_pointer(entry.pointer);
      if (!tokens || tokens->empty()) continue;
      given.set(tokens->front(), base::Json::written(entry.data));
    }
    return given.text();
  }

  static FieldPlace place_of(const std::string& pointer, const intake::FieldData& data) {
    const auto place = data.places.find(pointer);
    return place == data.places.end() ? FieldPlace() : place->second;
  }

  /// Values that people could not see are named in the message.
  void report_hidden(const std::vector<const GivenEntry*>& hidden) {
    if (hidden.empty()) return;
    BilingualWords words;
    for (std::size_t i = 0; i < std::min(hidden.size(), kMaxNamed); ++i) {
      if (i > 0) words += texts::Comma;
      words += texts::EngineFieldValue.pair(field_title(*kind_->schema, hidden[i]->pointer), named(hidden[i]->data));
    }
    judged_.notices.push_back({messages::IntakeGivenHidden, {words.english, words.chinese}});
  }

  // The form as a whole.

  /// Whether the form has no more content than a blank one.
  bool is_blank(const intake::FieldData& data) const {
    // A value that could not be read was still filled in.
    for (const intake::Notice& notice : file_.notices) {
      const bool beside = notice.id == messages::IntakeTextBeside || notice.id == messages::IntakeMarkBeside;
      if (notice.of_field && !beside &&
          diagnostics::catalogue_entry(notice.id).severity == diagnostics::Severity::Error) {
        return false;
      }
    }
    if (file_.is_unnamed && file_.blanks.empty() && file_.fields.empty()) return false;
    if (file_.fields.empty()) return true;
    // JSON without a colon has no member.
    if (data.json.find(':') == std::string::npos) return true;
    return blank_ && intake::value_at(data.json, "") == intake::value_at(blank_->json, "");
  }

  /// Lists missing fields, unless all are missing: the file is then something else.
  void report_missing() {
    std::set<std::string> there;
    for (const auto* const list : {&file_.fields, &file_.blanks}) {
      for (const RawField& field : *list) there.insert(field.pointer);
    }
    // A list of boxes has fields below its name rather than a field of that name.
    std::set<std::string> parents;
    for (const std::string& pointer : there) parents.insert(pointer.substr(0, pointer.rfind('/')));
    const bool may_lack_rows = file_.type == intake::FileType::Docx && kind_->manifest->repeats_word_rows;
    // A table that was typed again has the rows that were needed.
    const bool is_typed_again = file_.type == intake::FileType::Docx && file_.is_unnamed;
    std::vector<BilingualWords> missing;
    std::size_t all = 0;
    for (const forms::Field& field : blank_->fields.fields) {
      if (!forms::is_filled_in(field)) continue;
      ++all;
      if (there.contains(field.pointer) || is_told(field.pointer)) continue;
      // Word processors add and delete rows: a row that was deleted entirely is not reported as missing.
      if (may_lack_rows) {
        const std::string item = std::string(forms::list_item_of(field.pointer)) + "/";
        const auto row = there.lower_bound(item);
        if (item.size() > 1 && (row == there.end() || !row->starts_with(item))) continue;
      }
      if (is_typed_again && is_spare_row(field.pointer, there)) continue;
      const BilingualWords title = field_title(*kind_->schema, field.pointer);
      if (!parents.contains(field.pointer)) {
        missing.push_back(title);
      } else if (const auto* const choice = boxes_of(field)) {
        // Each box on a page is a field of its name.
        all += choice->choices.size() - 1;
        for (const forms::FieldChoice& box : choice->choices) {
          const std::string pointer = field.pointer + "/" + std::to_string(box.number);
          const std::string& label = box.label.empty() ? box.value : box.label;
          if (!there.contains(pointer) && !is_told(pointer))
            missing.push_back(texts::EngineFieldValue.pair(title, label));
        }
      }
    }
    if (missing.empty() || (all == missing.size() && !file_.is_unnamed)) return;
    BilingualWords words;
    for (std::size_t i = 0; i < std::min(missing.size(), kMaxNamed); ++i) {
      if (i > 0) words += texts::ListComma;
      words += missing[i];
    }
    if (missing.size() > kMaxNamed) words += texts::EngineMoreFields;
    judged_.notices.push_back(
        {file_.is_unnamed ? messages::IntakeFieldsNotFound : messages::IntakeFieldsMissing,
         {std::to_string(missing.size()), std::to_string(all), std::move(words.english), std::move(words.chinese)}});
  }

  /// Whether the row of a field is absent, while other rows of its list exist.
  static bool is_spare_row(const std::string& pointer, const std::set<std::string>& there) {
    const std::string item(forms::list_item_of(pointer));
    if (item.empty()) return false;
    const auto has = [&there](const std::string& beginning) {
      const auto first = there.lower_bound(beginning);
      return first != there.end() && first->starts_with(beginning);
    };
    return !has(item + "/") && has(item.substr(0, item.rfind('/') + 1));
  }

  /// The choices of a field with several boxes to tick on a page; null for other fields.
  const forms::ChoiceField* boxes_of(const forms::Field& field) const {
    const auto* const choice = std::get_if<forms::ChoiceField>(&field.type);
    return file_.type == intake::FileType::Pdf && choice != nullptr && choice->several ? choice : nullptr;
  }

  /// Whether a message about the field exists already.
  bool is_told(const std::string& pointer) const {
    const auto is_of = [&pointer](const intake::Notice& notice) {
      return notice.of_field && notice.pointer == pointer;
    };
    return std::any_of(file_.notices.begin(), file_.notices.end(), is_of) ||
           std::any_of(judged_.notices.begin(), judged_.notices.end(), is_of);
  }

  intake::ReturnedFile& file_;
  const std::shared_ptr<const CompiledKind>& kind_;
  std::shared_ptr<const ShownForm> blank_;
  bool same_edition_;
  bool is_posted_;
  const std::string& base_;
  std::vector<RawField> struck_;
  JudgedForm judged_;
};

}  // namespace

JudgedForm judge_form(intake::ReturnedFile& file, const std::shared_ptr<const CompiledKind>& kind, bool same_edition,
                      bool same_definition, bool is_posted, const std::string& base) {
  return Judge(file, kind, same_edition, is_posted, base).run(same_definition);
}

}  // namespace gongwen::engine
