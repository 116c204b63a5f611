// Examples of the OpenAPI document, by the operations: `request` is a JSON body, `lines` one of JSON Lines, `forms` the
// parts of returned forms, `file` where the service itself has an example of the body, `query` the parameters to send
// it with, `answer` what is answered in the main. tests/service/test_open_api.py sends each of them, and checks all
// answers against the document.
#include "service/detail/routes.h"

namespace gongwen::service {

std::string_view api_examples() {
  return R"({
  "listKinds": {"answer": {"kinds": [{"kind": "commitment-letter", "title": {"zh": "\u627f\u8bfa\u4e66", "en": "letter of commitment"},
    "version": "1.0", "source": {"zh": "", "en": ""}, "outputs": ["pdf", "xlsx"]}]}},
  "describeKind": {"answer": [{"pointer": "/org", "type": "string", "required": true}]},
  "getSchema": {"answer": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}},
  "getForm": {"answer": {"title": "\u627f\u8bfa\u4e66", "audience": "applicant", "steps": []}},
  "getBlankForm": {"query": {"fillable": "1"}},
  "checkData": {"query": {"depth": "values"}, "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "wg": 9},
    "answer": {"diagnostics": [{"id": "data/not-in-list", "severity": "error", "message": "`9` is not one of the values",
      "data": {"pointer": "/wg", "line": 1, "column": 30}}], "errors": 1, "warnings": 0}},
  "renderDocument": {"query": {"format": "pdf"},
    "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"}},
  "startBatch": {"query": {"format": "pdf"},
    "lines": "{\"org\": \"\u793a\u4f8b\u7814\u7a76\u9662\", \"title\": {\"zh\": \"\u793a\u4f8b\", \"en\": \"Example\"}, \"wg\": 1, \"leader\": \"\u7532\"}\n",
    "answer": {"id": "j-7lpo2xksj37kbcx7coij5jkdtq", "state": "queued"}},
  "collectForms": {"query": {"titles": "en"},
    "forms": {"forms": ["{\"org\": \"\u793a\u4f8b\u7814\u7a76\u9662\", \"title\": {\"zh\": \"\u793a\u4f8b\", \"en\": \"Example\"}, \"wg\": 1, \"leader\": \"\u7532\"}"]},
    "answer": {"id": "j-6a2xksj37kbcx7coij5jkdtq7", "state": "queued"}},
  "getJob": {"answer": {"id": "j-7lpo2xksj37kbcx7coij5jkdtq", "work": "batch", "kind": "commitment-letter", "state": "done",
    "made": 1, "failed": 0, "skipped": 0, "of": 1, "share": 1.0, "seconds": 0.2, "created": 1790000000, "started": 1790000000,
    "ended": 1790000001, "status": 0}},
  "extractForm": {"file": "/api/v1/kinds/commitment-letter/blank?fillable=1",
    "answer": {"files": [{"input": "form.pdf", "kind": "commitment-letter", "edition": "1.0", "ok": false}],
      "report": {"diagnostics": [], "errors": 0, "warnings": 0}}},
  "listSubmissions": {"query": {"state": "submitted", "from": "2026-01-01"}, "answer": {"submissions": [
    {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter", "state": "submitted", "revision": 1,
      "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "", "created": 1790000000, "changed": 1790000000}]}},
  "getSubmission": {"answer": {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter",
    "state": "submitted", "revision": 1, "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "",
    "created": 1790000000, "changed": 1790000000, "remarks": [],
    "events": [{"time": 1790000000, "actor": "", "action": "submit", "state": "submitted", "detail": "web"}]}},
  "compareVersions": {"answer": {"from": 1, "to": 2, "differences": [
    {"pointer": "/leader", "label": "leader", "before": "\u7532", "after": "\u4e59"}]}},
  "exportSubmissions": {"query": {"state": "submitted"}},
  "getVersion": {"answer": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"}},
  "changeSubmission": {"request": {"note": "\u6750\u6599\u9f50\u5168"},
    "answer": {"id": "k2x7qa3mfe5b4ysd", "receipt": "CN-2026-000001-7", "kind": "commitment-letter", "state": "in_review",
      "revision": 2, "versions": 1, "person": "\u7532", "organisation": "\u793a\u4f8b\u7814\u7a76\u9662", "assignee": "", "created": 1790000000,
      "changed": 1790000100, "remarks": [], "events": []}},
  "importForms": {"query": {"kind": "commitment-letter"},
    "request": {"org": "\u793a\u4f8b\u7814\u7a76\u9662", "title": {"zh": "\u793a\u4f8b", "en": "Example"}, "wg": 1, "leader": "\u7532"},
    "answer": {"forms": [{"file": "form.json", "kind": "commitment-letter", "new": true}], "unread": [], "report": {"diagnostics": [], "errors": 0, "warnings": 0}}},
  "listCalls": {"query": {"kind": "commitment-letter"}, "answer": {"calls": [{"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter",
    "state": "open", "from": "2026-12-01", "until": "2026-12-31", "limit": 100, "submitted": 3, "invited": false,
    "text": {"zh": "", "en": ""}, "revision": 1, "created": 1790000000, "form": "/forms/commitment-letter"}]}},
  "openCall": {"request": {"kind": "commitment-letter", "from": "2026-12-01", "until": "2099-12-31", "limit": 100,
      "text": {"zh": "\u8bf7\u4e8e\u5e74\u5e95\u524d\u63d0\u4ea4\u3002", "en": "Please submit by the end of the year."}, "invitations": ["\u793a\u4f8b\u7814\u7a76\u9662"]},
    "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "early", "from": "2026-12-01", "until": "2099-12-31",
      "limit": 100, "submitted": 0, "invited": true, "text": {"zh": "\u8bf7\u4e8e\u5e74\u5e95\u524d\u63d0\u4ea4\u3002", "en": "Please submit by the end of the year."},
      "revision": 1, "created": 1790000000, "form": "/forms/commitment-letter", "invitations": [{"name": "\u793a\u4f8b\u7814\u7a76\u9662",
        "code": "a2x7qa3mfe5b4ysdk2x7qa3mfe", "link": "/forms/commitment-letter#a2x7qa3mfe5b4ysdk2x7qa3mfe"}]}},
  "getCall": {"answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "open", "from": "2026-12-01",
    "until": "2099-12-31", "limit": 100, "submitted": 3, "invited": true, "revision": 1,
    "invitations": [{"name": "\u793a\u4f8b\u7814\u7a76\u9662", "used": true}]}},
  "changeCall": {"request": {"limit": 200}, "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "open",
    "from": "2026-12-01", "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 2}},
  "closeCall": {"answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter", "state": "closed", "from": "2026-12-01",
    "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 3}},
  "invite": {"request": {"invitations": ["\u67d0\u5927\u5b66"]}, "answer": {"id": "k2x7qa3mfe5b4ysd", "kind": "commitment-letter",
    "state": "open", "from": "2026-12-01", "until": "2099-12-31", "limit": 200, "submitted": 3, "invited": true, "revision": 2,
    "invitations": [{"name": "\u67d0\u5927\u5b66", "code": "b2x7qa3mfe5b4ysdk2x7qa3mfe",
      "link": "/forms/commitment-letter#b2x7qa3mfe5b4ysdk2x7qa3mfe"}]}},
  "addScans": {"file": "/api/v1/kinds/commitment-letter/blank",
    "answer": {"scans": [{"file": "scan.pdf", "pages": [], "outcome": "no-code", "id": "k2x7qa3mfe5b4ysd"}]}},
  "getOpenApi": {"answer": {"openapi": "3.1.0"}},
  "getHealth": {"answer": {"status": "ok"}},
  "getReadiness": {"answer": {"status": "ready"}}
})";
}

}  // namespace gongwen::service
