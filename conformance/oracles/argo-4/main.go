// Command argo-4 judges manifests by the validator of Argo Workflows 4.0 and by its CRD.
//
// It reads one manifest a line, as JSON, from standard input and answers each with one line:
// {"ok": true}, or {"ok": false, "stage": "parse" | "validate" | "crd" | "crash", "error": "..."}.
// Parsing is strict, as in `argo lint`: an unknown field is an error. Its argument is the file of
// the CRD; without one, the validator alone is asked.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned/fake"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/argoproj/argo-workflows/v4/workflow/templateresolution"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"

	"dflow-graph/oracles/lines"
)

const namespace = "argo"

type judge struct {
	ctx context.Context
	crd *definition
}

// of says what Argo's server would answer to the manifest, and then what Kubernetes would.
func (j judge) of(manifest []byte) lines.Verdict {
	parsed := common.ParseObjects(j.ctx, manifest, true)
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
	err := validate.ValidateWorkflow(j.ctx,
		templateresolution.WrapWorkflowTemplateInterface(client.WorkflowTemplates(namespace)),
		templateresolution.WrapClusterWorkflowTemplateInterface(client.ClusterWorkflowTemplates()),
		workflow, nil, validate.ValidateOpts{Submit: true})
	if err != nil {
		return lines.Refused("validate", err)
	}
	if j.crd != nil {
		if faults := j.crd.faults(j.ctx, manifest); len(faults) > 0 {
			return lines.Refused("crd", faults.ToAggregate())
		}
	}
	return lines.Accepted
}

func main() {
	silent := logging.NewSlogLoggerCustom(logging.Error, logging.Text, io.Discard)
	made := judge{ctx: logging.WithLogger(context.Background(), silent)}
	if len(os.Args) > 1 {
		crd, err := readDefinition(os.Args[1])
		if err != nil {
			lines.Fail(err)
		}
		made.crd = crd
	}
	lines.Answer(made.of)
}
