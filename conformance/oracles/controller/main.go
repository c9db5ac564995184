// Command controller is the controller of Argo Workflows, for a cluster that is not there.
//
// It takes the address of a Kubernetes API as its argument and runs until its standard input ends.
// The API has to speak JSON only, which Argo's own command does not ask for.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/sirupsen/logrus"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"

	"github.com/argoproj/argo-workflows/v3/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v3/workflow/common"
	"github.com/argoproj/argo-workflows/v3/workflow/controller"
)

const (
	namespace = "argo"
	executor  = "executor"
	workers   = 4
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: controller URL")
		os.Exit(2)
	}
	logrus.SetLevel(logrus.WarnLevel)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	config := &rest.Config{
		Host:          os.Args[1],
		ContentConfig: rest.ContentConfig{ContentType: "application/json"},
		QPS:           -1,
	}
	made, err := controller.NewWorkflowController(
		ctx, config, kubernetes.NewForConfigOrDie(config), versioned.NewForConfigOrDie(config),
		namespace, namespace, executor, "", "text", common.ConfigMapName, false)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go made.Run(ctx, workers, workers, workers, workers, workers)
	_, _ = io.Copy(io.Discard, os.Stdin)
}
