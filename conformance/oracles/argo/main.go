// Command argo judges manifests by the validator of Argo Workflows 3.7.
//
// It reads one manifest a line, as JSON, from standard input and answers each with one line:
// {"ok": true}, or {"ok": false, "stage": "parse" | "validate" | "condition" | "crash",
// "error": "..."}. Parsing is strict, as in `argo lint`: an unknown field is an error. A line that
// is a text is judged as the condition on a resource that an action waits for.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/labels"

	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/pkg/client/clientset/versioned/fake"
	"github.com/argoproj/argo-workflows/v3/workflow/common"
	"github.com/argoproj/argo-workflows/v3/workflow/templateresolution"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"

	"dflow-graph/oracles/lines"
)

const namespace = "argo"

// judge says what Argo's server would answer to the manifest.
func judge(manifest []byte) lines.Verdict {
	parsed := common.ParseObjects(manifest, true)
	if len(parsed) != 1 {
		return lines.Refused("parse", fmt.Sprintf("%d objects in one line", len(parsed)))
	}
	if parsed[0].Err != nil {
		return lines.Refused("parse", parsed[0].Err)
	}
	workflow, isWorkflow := parsed[0].Object.(*wfv1.Workflow)
	if !isWorkflow {
		return lines.Refused("parse", fmt.Sprintf("a %T, no workflow", parsed[0].Object))
	}
	client := fake.NewSimpleClientset().ArgoprojV1alpha1()
	err := validate.ValidateWorkflow(
		templateresolution.WrapWorkflowTemplateInterface(client.WorkflowTemplates(namespace)),
		templateresolution.WrapClusterWorkflowTemplateInterface(client.ClusterWorkflowTemplates()),
		workflow, nil, validate.ValidateOpts{Submit: true})
	if err != nil {
		return lines.Refused("validate", err)
	}
	return lines.Accepted
}

// judgeCondition says whether Argo's executor can read a condition on a resource.
func judgeCondition(text []byte) lines.Verdict {
	var condition string
	if err := json.Unmarshal(text, &condition); err != nil {
		return lines.Refused("parse", err)
	}
	if _, err := labels.Parse(condition); err != nil {
		return lines.Refused("condition", err)
	}
	return lines.Accepted
}

func main() {
	lines.Answer(func(line []byte) lines.Verdict {
		if bytes.HasPrefix(line, []byte{'"'}) {
			return judgeCondition(line)
		}
		return judge(line)
	})
}
