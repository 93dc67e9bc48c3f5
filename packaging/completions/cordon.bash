# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# bash completion for cordon(1)

_cordon_connectors() {
	local dir=${XDG_CONFIG_HOME:-$HOME/.config}/cordon f
	[ -d "$dir" ] || dir=/etc/cordon
	for f in "$dir"/connectors.d/*.yaml; do
		[ -e "$f" ] || continue
		f=${f##*/}
		echo "${f%.yaml}"
	done
}

_cordon() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local verb='' w last='' words=''
	for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $last,$w in --config,* | *,-*) ;; *) verb=$w; break ;; esac
		last=$w
	done
	case $prev in
	--config | --cwd)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	--secret-file | --token-file | --with | --ca | --cert)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--connector)
		mapfile -t COMPREPLY < <(compgen -W "$(_cordon_connectors)" -- "$cur")
		return ;;
	--auth)
		mapfile -t COMPREPLY < <(compgen -W 'bearer apiKey basic header oauth2 aws mtls' -- "$cur")
		return ;;
	--auth-in)
		mapfile -t COMPREPLY < <(compgen -W 'header query cookie' -- "$cur")
		return ;;
	esac
	case $verb in
	'') words='mcp serve token tenant run search types add import check index tokens doctor demo
		lower help version --config --help --version' ;;
	run) words='--json --timeout --with -e --config' ;;
	search) words='--json --limit --connector --explain --batch --config' ;;
	types) words='--connector --config' ;;
	tenant) words='list show hold release --json --config'
		[ "${COMP_WORDS[COMP_CWORD - 2]}" != hold ] ||
			words='watched slowed cordoned refused' ;;
	add) words='openapi mcp capnweb --functions --url --ca --auth --auth-name --auth-in --auth-value --token-url --client-id
		--scope --key-id --region --service --cert --origin --secret-file --secret --env --header --cwd --command --force --config' ;;
	import | index) words='--force --config' ;;
	serve) words='--listen --config' ;;
	mcp) words='--config' ;;
	token) words='--remove --config' ;;
	lower) words='-e' ;;
	help) words='mcp serve token tenant run search types add import check index tokens doctor demo
		lower version' ;;
	demo) words='--port --token-file --print-openapi' ;;
	tokens | doctor | check) words='--json --config' ;;
	esac
	case $verb,$cur in
	run,[!-]* | add,[!-]* | import,[!-]* | lower,[!-]* | run, | add, | import, | lower,)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; compgen -f -- "$cur") ;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
	esac
}
complete -o filenames -F _cordon cordon
