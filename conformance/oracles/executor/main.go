// Command executor is what Argo Workflows runs beside or instead of containers, as a program for a
// cluster that is not there.
//
// It is asked for one thing: to send the requests of a workflow, to do with a resource what a
// template says, to fetch an artifact, or to decide what a paused workflow waits for. Argo's own command cannot be built from its module, which
// lacks a file that is a link in its repository.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/sirupsen/logrus"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v3/util"
	artifacts "github.com/argoproj/argo-workflows/v3/workflow/artifacts"
	"github.com/argoproj/argo-workflows/v3/workflow/executor"
	"github.com/argoproj/argo-workflows/v3/workflow/hydrator/fake"
	workflowutil "github.com/argoproj/argo-workflows/v3/workflow/util"
)

const (
	namespace = "argo"
	usage     = "usage: executor URL (agent WORKFLOW UID | resource POD NODE WORKFLOW UID MANIFEST < TEMPLATE | load PATH < ARTIFACT | decide WORKFLOW NODE < OUTPUTS)"
)

// secrets are those of the cluster, for the drivers of artifacts.
type secrets struct{ client kubernetes.Interface }

func (s secrets) GetSecret(ctx context.Context, name, key string) (string, error) {
	found, err := util.GetSecrets(ctx, s.client, namespace, name, key)
	return string(found), err
}

func (s secrets) GetConfigMapKey(context.Context, string, string) (string, error) {
	return "", errors.New("no driver of these artifacts reads a config map")
}

func main() {
	logrus.SetLevel(logrus.WarnLevel)
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(64)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return errors.New(usage)
	}
	config := &rest.Config{
		Host:          args[0],
		ContentConfig: rest.ContentConfig{ContentType: "application/json"},
		QPS:           -1,
	}
	client := kubernetes.NewForConfigOrDie(config)
	switch rest := args[2:]; {
	case args[1] == "agent" && len(rest) == 2:
		agent := executor.NewAgentExecutor(
			client, client.RESTClient(), config, namespace, rest[0], rest[1], nil)
		return agent.Agent(ctx)
	case args[1] == "resource" && len(rest) == 5:
		return resource(ctx, client, versioned.NewForConfigOrDie(config), rest)
	case args[1] == "load" && len(rest) == 1:
		return load(ctx, client, rest[0])
	case args[1] == "decide" && len(rest) == 2:
		return decide(ctx, versioned.NewForConfigOrDie(config), rest[0], rest[1])
	}
	return errors.New(usage)
}

// decide supplies outputs of a pause and ends it, as a person does with `argo node set` and
// `argo resume`.
func decide(ctx context.Context, workflows versioned.Interface, workflow, node string) error {
	var values workflowutil.SetOperationValues
	if err := json.NewDecoder(os.Stdin).Decode(&values.OutputParameters); err != nil {
		return err
	}
	client := workflows.ArgoprojV1alpha1().Workflows(namespace)
	err := workflowutil.SetWorkflow(ctx, client, fake.Noop, workflow, "displayName="+node, values)
	if err != nil {
		return err
	}
	return workflowutil.ResumeWorkflow(ctx, client, fake.Noop, workflow, "")
}

// load fetches the artifact that stands in the standard input to a path.
func load(ctx context.Context, client kubernetes.Interface, path string) error {
	var artifact v1alpha1.Artifact
	if err := json.NewDecoder(os.Stdin).Decode(&artifact); err != nil {
		return err
	}
	driver, err := artifacts.NewDriver(ctx, &artifact, secrets{client})
	if err != nil {
		return err
	}
	return driver.Load(&artifact, path)
}

// resource does what the command of that name of Argo's executor does.
func resource(
	ctx context.Context, client kubernetes.Interface, workflows versioned.Interface, args []string,
) error {
	pod, node, workflow, uid, manifest := args[0], args[1], args[2], args[3], args[4]
	var template v1alpha1.Template
	if err := json.NewDecoder(os.Stdin).Decode(&template); err != nil {
		return err
	}
	made := executor.NewExecutor(
		client, workflows.ArgoprojV1alpha1().WorkflowTaskResults(namespace),
		client.CoreV1().RESTClient(), pod, types.UID(pod), workflow, types.UID(uid), node, namespace,
		nil, template, false, time.Time{}, 0, 0)
	made.InitializeOutput(ctx)
	defer made.FinalizeOutput(ctx)
	action := template.Resource.Action
	space, name, link, err := made.ExecResource(action, manifest, template.Resource.Flags)
	if err == nil && action != "delete" {
		if err = made.WaitResource(ctx, space, name, link); err == nil {
			err = made.SaveResourceParameters(ctx, space, name)
		}
	}
	return err
}
