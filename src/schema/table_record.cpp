#include "schema/table_record.h"

#include "base/json.h"
#include "diagnostics/catalogue/data.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <map>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

/// A member of the data: a cell of the row, or an object with further members.
struct Member {
  std::string name;
  std::size_t column = 0;
  std::vector<Member> members;  // of an object; empty for a cell
};

bool is_object(const SchemaField& field) {
  return field.types.has(SchemaType::Object) && !field.parts.empty() && !field.parts.front().name.empty();
}

bool is_list_of_objects(const SchemaField& field) {
  return field.types.has(SchemaType::Array) && !field.types.has(SchemaType::String) && !field.parts.empty() &&
         field.parts.front().types.has(SchemaType::Object) && !field.parts.front().types.has(SchemaType::String);
}

/// Collects the fields that a cell can hold, including those of inner objects.
void collect_leaves(const SchemaField& object, bool inside, std::vector<SchemaField>& leaves) {
  for (const SchemaField& field : object.parts) {
    if (is_object(field)) {
      collect_leaves(field, true, leaves);
    } else if (fits_in_cell(field)) {
      if (is_list_of_objects(field)) continue;
      leaves.push_back(field);
      // Whether an inner object is needed depends on the row; the schema then requires its members.
      if (inside) leaves.back().required = false;
    }
  }
}

/// Names members of inner objects by their pointers, and by titles that are unique.
void name_inner_fields(std::vector<SchemaField>& leaves) {
  const auto is_inner = [](const SchemaField& field) {
    return field.pointer.find('/', 1) != std::string::npos;
  };
  std::map<std::string_view, std::size_t> titles;
  for (const SchemaField& leaf : leaves) {
    ++titles[leaf.title.chinese];
    ++titles[leaf.title.english];
  }
  for (SchemaField& leaf : leaves) {
    if (!is_inner(leaf)) continue;
    leaf.name = leaf.pointer;
    if (titles[leaf.title.chinese] > 1) leaf.title.chinese = {};
    if (titles[leaf.title.english] > 1) leaf.title.english = {};
  }
}

void add_member(Member& object, const std::vector<std::string>& path, std::size_t depth, std::size_t column) {
  if (depth == path.size()) {
    object.column = column;
    return;
  }
  auto found = std::find_if(object.members.begin(), object.members.end(),
                            [&](const Member& member) { return member.name == path[depth]; });
  if (found == object.members.end()) found = object.members.insert(found, Member{path[depth], 0, {}});
  add_member(*found, path, depth + 1, column);
}

/// The data as one flat object of the fields that cells can hold.
SchemaField record_of_cells(const Schema& schema) {
  SchemaField record = describe_all_fields(schema);
  std::vector<SchemaField> leaves;
  collect_leaves(record, false, leaves);
  record.parts = std::move(leaves);
  name_inner_fields(record.parts);
  return record;
}

}  // namespace

struct TableRecords::Columns {
  std::vector<SchemaField> leaves;  // must not move: columns and names refer to its elements
  std::vector<TableColumn> columns;
  Member root;

  bool has_value(const Member& member, const data::TableRow& row) const {
    if (!member.members.empty()) {
      return std::any_of(member.members.begin(), member.members.end(),
                         [&](const Member& inner) { return has_value(inner, row); });
    }
    return member.column < row.cells.size() && !is_empty(row.cells[member.column]);
  }

  void write(data::DocumentBuilder& builder, const Member& object, const data::TableRow& row,
             diagnostics::DiagnosticSink& sink) const {
    builder.begin_object(row.place.begin);
    for (const Member& member : object.members) {
      if (!has_value(member, row)) continue;
      if (member.members.empty()) {
        add_cell(builder, row, columns[member.column], row.cells[member.column], member.name, sink);
      } else {
        builder.key(member.name, row.place.begin, row.place.begin);
        write(builder, member, row, sink);
      }
    }
    builder.end_object(row.place.end);
  }
};

TableRecords::TableRecords(std::unique_ptr<const Columns> columns) : columns_(std::move(columns)) {}
TableRecords::TableRecords(TableRecords&&) noexcept = default;
TableRecords& TableRecords::operator=(TableRecords&&) noexcept = default;
TableRecords::~TableRecords() = default;

base::Expected<TableRecords> TableRecords::open(const data::TableRow& header, const Schema& schema,
                                                diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  auto made = std::make_unique<Columns>();
  SchemaField record = record_of_cells(schema);
  made->columns = match_columns(header, record, sink);
  if (watch.saw_errors()) return base::kReported;
  // Moving the vector does not move its elements.
  made->leaves = std::move(record.parts);
  for (std::size_t i = 0; i < made->columns.size(); ++i) {
    if (made->columns[i].field == nullptr) continue;
    const auto path = base::parse_json_pointer(made->columns[i].field->pointer);
    if (path) add_member(made->root, *path, 0, i);
  }
  return TableRecords(std::move(made));
}

data::KnowsHeading TableRecords::headings_of(const Schema& schema) {
  auto record = std::make_shared<const SchemaField>(record_of_cells(schema));
  return [record = std::move(record)](std::string_view text) {
    return is_header_of(*record, text);
  };
}

const SchemaField* TableRecords::field_of(std::size_t column) const {
  return column < columns_->columns.size() ? columns_->columns[column].field : nullptr;
}

base::Expected<data::Document> TableRecords::read(const data::TableRow& row, diagnostics::SourceId source,
                                                  diagnostics::DiagnosticSink& sink) const {
  const diagnostics::ErrorWatch watch(sink);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const bool has_header = i < columns_->columns.size() && !columns_->columns[i].header.empty();
    if (has_header || is_empty(row.cells[i])) continue;
    sink.report(messages::DataTableNoHeader, {row.cells[i].place, {}}, row.number, i + 1);
  }
  data::DocumentBuilder builder(source);
  columns_->write(builder, columns_->root, row, sink);
  if (watch.saw_errors()) return base::kReported;
  return std::move(builder).finish();
}

}  // namespace gongwen::schema
