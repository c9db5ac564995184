// Command argo judges Argo Workflows manifests by Argo's own validator.
//
// It reads one manifest a line, as JSON, from standard input and answers each with one line:
// {"ok": true}, or {"ok": false, "stage": "parse" | "validate" | "crash", "error": "..."}.
// Parsing is strict, as in `argo lint`: an unknown field is an error.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/pkg/client/clientset/versioned/fake"
	"github.com/argoproj/argo-workflows/v3/workflow/common"
	"github.com/argoproj/argo-workflows/v3/workflow/templateresolution"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"
)

const (
	namespace = "argo"
	// A manifest of 100,000 steps has some 60 MB.
	longestLine = 1 << 30
)

type verdict struct {
	OK    bool   `json:"ok"`
	Stage string `json:"stage,omitempty"`
	Error string `json:"error,omitempty"`
}

func refused(stage string, reason any) verdict {
	return verdict{Stage: stage, Error: fmt.Sprint(reason)}
}

// judge says what Argo's server would answer to the manifest.
func judge(manifest []byte) (result verdict) {
	defer func() {
		if reason := recover(); reason != nil {
			result = refused("crash", reason)
		}
	}()
	parsed := common.ParseObjects(manifest, true)
	if len(parsed) != 1 {
		return refused("parse", fmt.Sprintf("%d objects in one line", len(parsed)))
	}
	if parsed[0].Err != nil {
		return refused("parse", parsed[0].Err)
	}
	workflow, isWorkflow := parsed[0].Object.(*wfv1.Workflow)
	if !isWorkflow {
		return refused("parse", fmt.Sprintf("a %T, no workflow", parsed[0].Object))
	}
	client := fake.NewSimpleClientset().ArgoprojV1alpha1()
	err := validate.ValidateWorkflow(
		templateresolution.WrapWorkflowTemplateInterface(client.WorkflowTemplates(namespace)),
		templateresolution.WrapClusterWorkflowTemplateInterface(client.ClusterWorkflowTemplates()),
		workflow, nil, validate.ValidateOpts{Submit: true})
	if err != nil {
		return refused("validate", err)
	}
	return verdict{OK: true}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 0, 1<<20), longestLine)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answers := json.NewEncoder(out)
	for lines.Scan() {
		if err := answers.Encode(judge(lines.Bytes())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		// One answer a line at once, so that a caller can talk to one process.
		if err := out.Flush(); err != nil {
			os.Exit(1)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
